"""Signing in at Instagram (Instagram Login) with the person's own app; renewing the token of 60 days."""

from publishers.instagram.credentials import API, Asked
from publishers.meta.signing_in import SignsInForAToken

SCOPES = (
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
)


class SignsInToInstagram(SignsInForAToken):
    Asked = Asked
    scopes = SCOPES
    network = "Instagram"
    short = "ig"
    login = "https://www.instagram.com"
    codes = "https://api.instagram.com"
    api = API
