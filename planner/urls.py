"""Every page of the site, on one page. Who may open it stands in policy.py."""
# ruff: noqa: E501 (one route a line)

from django.urls import URLPattern, URLResolver, include, path

from planner import api
from planner.channels import sandbox_views, site_views
from planner.library import views as library
from planner.people import views as people

urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.home, name="home"),
    path("setup/<str:token>/", people.setup_page, name="setup"),
    path("invitation/<str:secret>/", people.invitation, name="invitation"),
    path("me/", people.me, name="me"),
    path("me/sessions/end/", people.me_end_sessions, name="me_end_sessions"),
    path("account/", include("allauth.urls")),
    path("w/<slug:workspace>/settings/members/", people.members_page, name="members"),
    path("w/<slug:workspace>/settings/members/invite/", people.member_invite, name="member_invite"),
    path("w/<slug:workspace>/settings/members/<int:membership_id>/role/", people.member_role, name="member_role"),
    path("w/<slug:workspace>/settings/members/<int:membership_id>/remove/", people.member_remove, name="member_remove"),
    path("w/<slug:workspace>/settings/invitations/<int:invitation_id>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("w/<slug:workspace>/settings/tokens/", people.tokens_page, name="tokens"),
    path("w/<slug:workspace>/settings/tokens/new/", people.token_new, name="token_new"),
    path("w/<slug:workspace>/settings/tokens/<int:token_id>/revoke/", people.token_revoke, name="token_revoke"),
    path("w/<slug:workspace>/assets/<int:asset_id>", library.asset, name="asset"),
    path("site/<slug:slug>/", site_views.site, {"file": ""}, name="site"),
    path("site/<slug:slug>/<path:file>", site_views.site, name="site"),
    path("sandbox/<slug:workspace>/", sandbox_views.sandbox, name="sandbox"),
    path("sandbox/<slug:workspace>/<path:shown>", sandbox_views.sandbox, name="sandbox_posts"),
    path("api/v1/", api.api.urls),
    path("api/<path:rest>", api.nothing, name="api_nothing"),
]  # fmt: skip
