"""Every page of the site, on one page. Who may open it stands in policy.py."""
# ruff: noqa: E501 (one route a line)

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from planner import api
from planner.campaigns import views as campaigns
from planner.channels import sandbox_views, site_views
from planner.channels import views as channels
from planner.clicks import views as clicks
from planner.days import observance_views as observances
from planner.days import views as days
from planner.deliveries import views as deliveries
from planner.evidence import views as evidence
from planner.freshness import views as freshness
from planner.guests import card_views as guest_cards
from planner.guests import views as guests
from planner.history import views as history
from planner.insights import views as insights
from planner.library import bulk_views, page_views, upload_views
from planner.library import card_views as cards
from planner.library import views as library
from planner.mailings import leaving_views as leaving
from planner.mailings import views as mailings
from planner.metrics import views as metrics
from planner.notices import views as notices
from planner.past import views as past
from planner.people import views as people
from planner.people import workspace_views as workspaces
from planner.phrases import views as phrases
from planner.posts import history_views, link_card_views, together_views, when_views
from planner.posts import insert_views as inserts
from planner.posts import picture_views as pictures
from planner.posts import views as posts
from planner.queues import evergreen_views, experiment_views, series_views
from planner.queues import views as queues
from planner.remarks import views as remarks
from planner.reports import link_views as report_links
from planner.reports import views as reports
from planner.reviews import setting_group_views as agreement_groups
from planner.reviews import setting_step_views as agreement_steps
from planner.reviews import setting_views as agreement
from planner.reviews import views as reviews
from planner.schedule import acting_views as acting
from planner.schedule import feed_views as feeds
from planner.schedule import glance_views as glance
from planner.schedule import print_views
from planner.schedule import views as schedule

handler404 = "planner.middleware.nothing_here"


class Anything(StringConverter):
    """As `path`, and line ends too: whoever sends one gets an answer in JSON as well."""

    regex = r"[\s\S]+"


register_converter(Anything, "anything")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.home, name="home"),
    path("setup/<str:token>/", people.setup_page, name="setup"),
    path("invitation/<str:secret>/", people.invitation, name="invitation"),
    path("me/", people.me, name="me"),
    path("me/sessions/end/", people.me_end_sessions, name="me_end_sessions"),
    path("account/", include("allauth.urls")),
    path("w/<slug:workspace>/calendar/", schedule.calendar, name="calendar"),
    path("w/<slug:workspace>/calendar/move/", acting.calendar_move, name="calendar-move"),
    path("w/<slug:workspace>/calendar/bulk/", acting.calendar_bulk, name="calendar-bulk"),
    path("w/<slug:workspace>/calendar/stage/", acting.calendar_stage, name="calendar-stage"),
    path("w/<slug:workspace>/calendar/steps/", acting.calendar_steps, name="calendar-steps"),
    path("w/<slug:workspace>/calendar/pulse/", acting.calendar_pulse, name="calendar-pulse"),
    path("w/<slug:workspace>/calendar/menu/<slug:filter_name>/", acting.calendar_menu, name="calendar-menu"),
    path("w/<slug:workspace>/calendar/export.csv", acting.calendar_export, name="calendar-export"),
    path("w/<slug:workspace>/posts/new/", posts.new, name="post-new"),
    path("w/<slug:workspace>/posts/preview/", posts.preview, name="post-preview"),
    path("w/<slug:workspace>/posts/picture/", pictures.post_picture, name="post-picture"),
    path("w/<slug:workspace>/posts/card/", link_card_views.post_card, name="post-card"),
    path("w/<slug:workspace>/posts/pictures/", pictures.post_pictures, name="post-pictures"),
    path("w/<slug:workspace>/posts/inserts/", inserts.post_inserts, name="post-inserts"),
    path("w/<slug:workspace>/posts/insert/<int:phrase_id>/", inserts.post_insert, name="post-insert"),
    path("w/<slug:workspace>/posts/people/", inserts.post_people, name="post-people"),
    path("w/<slug:workspace>/posts/slot/", when_views.post_slot, name="post-slot"),
    path("w/<slug:workspace>/posts/template/", inserts.post_template, name="post-template"),
    path("w/<slug:workspace>/posts/<int:post_id>/", posts.post, name="post"),
    path("w/<slug:workspace>/posts/<int:post_id>/autosave/", posts.autosave, name="post-autosave"),
    path("w/<slug:workspace>/posts/<int:post_id>/here/", together_views.post_here, name="post-here"),
    path("w/<slug:workspace>/posts/<int:post_id>/meet/", together_views.post_meet, name="post-meet"),
    path("w/<slug:workspace>/posts/<int:post_id>/history/", history_views.history, name="post-history"),
    path("w/<slug:workspace>/posts/<int:post_id>/restore/<int:number>/", history_views.post_restore, name="post-restore"),
    path("w/<slug:workspace>/posts/<int:post_id>/glance/", glance.post_glance, name="post-glance"),
    path("w/<slug:workspace>/posts/<int:post_id>/duplicate/", posts.duplicate, name="post-duplicate"),
    path("w/<slug:workspace>/posts/<int:post_id>/change/", posts.change, name="post-change"),
    path("w/<slug:workspace>/posts/<int:post_id>/remarks/", remarks.remarks, name="remarks"),
    path("w/<slug:workspace>/remarks/people/", remarks.remark_people, name="remark-people"),
    path("w/<slug:workspace>/remarks/<int:thread_id>/", remarks.remark_thread, name="remark-thread"),
    path("w/<slug:workspace>/remarks/change/<int:remark_id>/", remarks.remark_change, name="remark-change"),
    path("w/<slug:workspace>/suggestions/<int:suggestion_id>/", remarks.suggestion_decide, name="suggestion-decide"),
    path("w/<slug:workspace>/review/", reviews.review, name="review"),
    path("w/<slug:workspace>/review/read/", reviews.review_read, name="review-read"),
    path(
        "w/<slug:workspace>/review/afterwards/<int:look_id>/",
        reviews.review_afterwards,
        name="review-afterwards",
    ),
    path("w/<slug:workspace>/review/<int:post_id>/answer/", reviews.review_answer, name="review-answer"),
    path("w/<slug:workspace>/posts/<int:post_id>/links/", guest_cards.post_links, name="post-links"),
    path("w/<slug:workspace>/posts/<int:post_id>/links/change/", guest_cards.post_links_change, name="post-links-change"),
    path("r/<str:token>/", guests.guest_review, name="guest-review"),
    path("r/<str:token>/answer/", guests.guest_answer, name="guest-answer"),
    path("r/<str:token>/remark/", guests.guest_remark, name="guest-remark"),
    path("r/<str:token>/fresh/", guests.guest_fresh, name="guest-fresh"),
    path("u/<str:token>/", leaving.leave, name="leave"),
    path("w/<slug:workspace>/channels/<int:channel_id>/readers/", mailings.readers, name="readers"),
    path("w/<slug:workspace>/channels/<int:channel_id>/readers.csv", mailings.readers_csv, name="readers-csv"),
    path("w/<slug:workspace>/channels/<int:channel_id>/readers/change/", mailings.readers_change, name="readers-change"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/letters/", mailings.letters_change, name="letters-change"),
    path("l/<str:code>", clicks.short_link, name="short-link"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/change/", deliveries.delivery_change, name="delivery-change"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/decide/", deliveries.delivery_decide, name="delivery-decide"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/by-hand/", deliveries.delivery_by_hand, name="delivery-by-hand"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/measure/", metrics.delivery_measure, name="delivery-measure"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/answer/", deliveries.delivery_answer, name="delivery-answer"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/puzzle", deliveries.delivery_puzzle, name="delivery-puzzle"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/take-back/", deliveries.delivery_take_back, name="delivery-take-back"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/correct/", deliveries.delivery_correct, name="delivery-correct"),
    path("w/<slug:workspace>/deliveries/<int:delivery_id>/replies/", deliveries.delivery_replies, name="delivery-replies"),
    path("w/<slug:workspace>/channels/", channels.channels, name="channels"),
    path("w/<slug:workspace>/channels/new/", channels.channel_new, name="channel-new"),
    path("w/<slug:workspace>/channels/new/<slug:network>/", channels.channel_connect, name="channel-connect"),
    path("w/<slug:workspace>/channels/choose/<int:sign_in_id>/", channels.channel_choose, name="channel-choose"),
    path("signed-in/<slug:network>/", channels.signed_in, name="signed-in"),
    path("w/<slug:workspace>/channels/<int:channel_id>/", channels.channel, name="channel"),
    path("w/<slug:workspace>/channels/<int:channel_id>/change/", channels.channel_change, name="channel-change"),
    path("w/<slug:workspace>/channels/<int:channel_id>/pause/", channels.channel_pause, name="channel-pause"),
    path("w/<slug:workspace>/channels/<int:channel_id>/resume/", channels.channel_resume, name="channel-resume"),
    path("w/<slug:workspace>/channels/<int:channel_id>/queue/", queues.queue, name="channel-queue"),
    path("w/<slug:workspace>/channels/<int:channel_id>/queue/change/", queues.queue_change, name="channel-queue-change"),
    path("w/<slug:workspace>/channels/<int:channel_id>/queue/pause/", queues.queue_pause, name="channel-queue-pause"),
    path("w/<slug:workspace>/channels/<int:channel_id>/queue/resume/", queues.queue_resume, name="channel-queue-resume"),
    path("w/<slug:workspace>/channels/<int:channel_id>/slots/", queues.slots, name="channel-slots"),
    path("w/<slug:workspace>/channels/<int:channel_id>/experiment/", experiment_views.channel_experiment, name="channel-experiment"),
    path("w/<slug:workspace>/posts/series/", series_views.series_said, name="series-said"),
    path("w/<slug:workspace>/posts/<int:post_id>/series/", series_views.post_series, name="post-series"),
    path("w/<slug:workspace>/evergreen/", evergreen_views.evergreens, name="evergreen"),
    path("w/<slug:workspace>/evergreen/mark/", evergreen_views.evergreen_mark, name="evergreen-mark"),
    path("w/<slug:workspace>/evergreen/<int:evergreen_id>/", evergreen_views.evergreen_change, name="evergreen-change"),
    path("w/<slug:workspace>/freshness/", freshness.freshness, name="freshness"),
    path("w/<slug:workspace>/freshness/facts/", freshness.fact_register, name="freshness-facts"),
    path("w/<slug:workspace>/freshness/facts/<int:fact_id>/", freshness.fact, name="freshness-fact"),
    path("w/<slug:workspace>/posts/<int:post_id>/freshness/", freshness.post_freshness, name="post-freshness"),
    path("w/<slug:workspace>/history/", history.history, name="history"),
    path("w/<slug:workspace>/notices/", notices.notices, name="notices"),
    path("w/<slug:workspace>/notices/read/", notices.notices_read, name="notices-read"),
    path("w/<slug:workspace>/notices/settings/", notices.notice_settings, name="notice-settings"),
    path("w/<slug:workspace>/notices/telegram/", notices.notice_telegram, name="notice-telegram"),
    path("w/<slug:workspace>/settings/notices/", notices.notice_ways, name="notice-ways"),
    path("w/<slug:workspace>/settings/webhooks/", notices.webhook_new, name="webhook-new"),
    path("w/<slug:workspace>/settings/webhooks/<int:webhook_id>/", notices.webhook_change, name="webhook-change"),
    path("w/<slug:workspace>/insights/", insights.insights, name="insights"),
    path("w/<slug:workspace>/posts/<int:post_id>/numbers/", insights.post_numbers, name="post-numbers"),
    path("w/<slug:workspace>/reports/", reports.reports, name="reports"),
    path("w/<slug:workspace>/reports/month/<str:month>/", reports.report_month, name="report-month"),
    path("w/<slug:workspace>/reports/campaign/<int:campaign_id>/", reports.report_campaign, name="report-campaign"),
    path("w/<slug:workspace>/reports/goals/", reports.goal_new, name="goal-new"),
    path("w/<slug:workspace>/reports/goals/<int:goal_id>/remove/", reports.goal_remove, name="goal-remove"),
    path("w/<slug:workspace>/reports/letters/mine/", reports.report_letters_mine, name="report-letters-mine"),
    path("w/<slug:workspace>/reports/letters/", reports.report_letters, name="report-letters"),
    path("w/<slug:workspace>/reports/letters/<int:subscription_id>/stop/", reports.report_letter_remove, name="report-letter-remove"),
    path("w/<slug:workspace>/reports/links/", report_links.report_link_new, name="report-link-new"),
    path("w/<slug:workspace>/reports/links/<int:report_link_id>/revoke/", report_links.report_link_revoke, name="report-link-revoke"),
    path("shared/<str:token>/", report_links.report_shared, name="report-shared"),
    path("w/<slug:workspace>/posts/<int:post_id>/evidence/", evidence.post_evidence, name="post-evidence"),
    path("w/<slug:workspace>/history/evidence/", evidence.month_evidence, name="month-evidence"),
    path("w/<slug:workspace>/history/evidence/check.py", evidence.evidence_checker, name="evidence-checker"),
    path("w/<slug:workspace>/settings/", workspaces.settings, name="settings"),
    path("w/<slug:workspace>/settings/phrases/", phrases.phrases, name="phrases"),
    path("w/<slug:workspace>/settings/phrases/<int:phrase_id>/", phrases.phrase_change, name="phrase-change"),
    path("w/<slug:workspace>/settings/words/<int:house_word_id>/", phrases.house_word_remove, name="house-word-remove"),
    path("w/<slug:workspace>/settings/pause/", workspaces.pause, name="pause"),
    path("w/<slug:workspace>/settings/resume/", workspaces.resume, name="resume"),
    path("w/<slug:workspace>/agreement/", agreement.agreement, name="agreement"),
    path("w/<slug:workspace>/agreement/policies/", agreement.policies, name="agreement-policies"),
    path("w/<slug:workspace>/agreement/policies/<int:policy_id>/", agreement.policy, name="agreement-policy"),
    path("w/<slug:workspace>/agreement/steps/", agreement_steps.steps, name="agreement-steps"),
    path("w/<slug:workspace>/agreement/steps/<int:step_id>/", agreement_steps.step, name="agreement-step"),
    path("w/<slug:workspace>/agreement/routes/", agreement_steps.routes, name="agreement-routes"),
    path("w/<slug:workspace>/agreement/routes/<int:route_id>/", agreement_steps.route, name="agreement-route"),
    path("w/<slug:workspace>/agreement/groups/", agreement_groups.groups, name="agreement-groups"),
    path("w/<slug:workspace>/agreement/groups/<int:group_id>/", agreement_groups.group, name="agreement-group"),
    path("w/<slug:workspace>/agreement/contacts/<int:contact_id>/", agreement_groups.contact, name="agreement-contact"),
    path("w/<slug:workspace>/agreement/absences/", agreement_groups.absences, name="agreement-absences"),
    path("w/<slug:workspace>/agreement/absences/<int:absence_id>/", agreement_groups.absence, name="agreement-absence"),
    path("w/<slug:workspace>/settings/members/", people.members_page, name="members"),
    path("w/<slug:workspace>/settings/members/invite/", people.member_invite, name="member_invite"),
    path("w/<slug:workspace>/settings/members/<int:membership_id>/role/", people.member_role, name="member_role"),
    path("w/<slug:workspace>/settings/members/<int:membership_id>/remove/", people.member_remove, name="member_remove"),
    path("w/<slug:workspace>/settings/invitations/<int:invitation_id>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("w/<slug:workspace>/settings/tokens/", people.tokens_page, name="tokens"),
    path("w/<slug:workspace>/settings/tokens/new/", people.token_new, name="token_new"),
    path("w/<slug:workspace>/settings/tokens/<int:token_id>/revoke/", people.token_revoke, name="token_revoke"),
    path("w/<slug:workspace>/library/card/", cards.card, name="library-card"),
    path("w/<slug:workspace>/library/card/picture", cards.card_picture, name="library-card-picture"),
    path("w/<slug:workspace>/assets/<int:asset_id>", library.asset, name="asset"),
    path("w/<slug:workspace>/copies/<int:rendition_id>", library.rendition, name="rendition"),
    path("w/<slug:workspace>/assets/<int:asset_id>/<int:width>.webp", library.thumbnail, name="thumbnail"),
    path("m/<str:token>/<str:name>", library.signed, name="signed"),
    path("w/<slug:workspace>/library/", page_views.library, name="library"),
    path("w/<slug:workspace>/library/upload/", upload_views.upload, name="library-upload"),
    path("w/<slug:workspace>/library/fetch/", upload_views.fetch, name="library-fetch"),
    path("w/<slug:workspace>/library/bulk/", bulk_views.bulk, name="library-bulk"),
    path("w/<slug:workspace>/library/collections/", bulk_views.collections, name="library-collections"),
    path("w/<slug:workspace>/library/<int:asset_id>/", page_views.asset, name="library-asset"),
    path("w/<slug:workspace>/library/<int:asset_id>/change/", bulk_views.change, name="library-asset-change"),
    path("w/<slug:workspace>/library/<int:asset_id>/replace/", upload_views.replace, name="library-replace"),
    path("w/<slug:workspace>/library/<int:asset_id>/crop/", upload_views.crop, name="library-crop"),
    path("site/<slug:slug>/", site_views.site, {"file": ""}, name="site"),
    path("site/<slug:slug>/<path:file>", site_views.site, name="site"),
    path("sandbox/<slug:workspace>/", sandbox_views.sandbox, name="sandbox"),
    path("sandbox/<slug:workspace>/<path:shown>", sandbox_views.sandbox, name="sandbox_posts"),
    path("w/<slug:workspace>/calendar/notices/", print_views.calendar_notices, name="calendar-notices"),
    path("w/<slug:workspace>/calendar/print/", print_views.print_calendar, name="calendar-print"),
    path("w/<slug:workspace>/calendar/feeds/", feeds.feeds_page, name="feeds"),
    path("feed/<str:secret>.ics", feeds.feed, name="feed"),
    path("w/<slug:workspace>/days/<str:day>/", days.day, name="day"),
    path("w/<slug:workspace>/days/notes/<int:note_id>/", days.day_note, name="day-note"),
    path("w/<slug:workspace>/events/", days.events_page, name="events"),
    path("w/<slug:workspace>/events/<int:event_id>/", days.event, name="event"),
    path("w/<slug:workspace>/observances/", observances.page, name="observances"),
    path("w/<slug:workspace>/observances/bring/", observances.bring, name="observances-bring"),
    path("w/<slug:workspace>/observances/change/", observances.change, name="observances-change"),
    path("w/<slug:workspace>/observances/<int:observance_id>/remove/", observances.remove, name="observance-remove"),
    path("w/<slug:workspace>/campaigns/", campaigns.campaigns, name="campaigns"),
    path("w/<slug:workspace>/campaigns/<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("w/<slug:workspace>/campaigns/pillars/", campaigns.pillars, name="pillars"),
    path("w/<slug:workspace>/campaigns/pillars/<int:pillar_id>/", campaigns.pillar, name="pillar"),
    path("w/<slug:workspace>/past/", past.past, name="past"),
    path("w/<slug:workspace>/past/<int:past_import_id>/", past.past_import, name="past-import"),
    path("w/<slug:workspace>/past/<int:past_import_id>/change/", past.past_change, name="past-change"),
    path("api/v1/", api.api.urls),
    path("api/<anything:rest>", api.nothing, name="api_nothing"),
]  # fmt: skip
