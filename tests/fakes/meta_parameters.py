"""What Meta's edges take, and of which type: names read out of the package facebook-business 26.0.3
(adobjects: iguser, igmedia, igcomment, page, pagepost, comment, photo, advideo), only those that we need.

Threads is not in that package; its names are those of Meta's documentation of April 2026.
"""

import re

COMMON = {"access_token": "string", "appsecret_proof": "string"}
READING = {"fields": "string", "limit": "unsigned int", "after": "string"}
INSTAGRAM = {
    "GET /": {},
    "GET /content_publishing_limit": {"since": "datetime"},
    "GET /media": {"since": "datetime", "until": "datetime"},
    "POST /media": {
        "alt_text": "string",
        "caption": "string",
        "children": "list<string>",
        "collaborators": "list<string>",
        "cover_url": "string",
        "image_url": "string",
        "is_carousel_item": "bool",
        "location_id": "string",
        "media_type": "string",
        "share_to_feed": "bool",
        "thumb_offset": "string",
        "upload_type": "string",
        "video_url": "string",
    },
    "POST /media_publish": {"creation_id": "unsigned int"},
    "GET /insights": {"breakdown": "list<string>", "metric": "list<string>", "period": "list<string>"},
    "GET /comments": {},
    "POST /comments": {"ad_id": "string", "message": "string"},
}
THREADS = {
    "GET /": {},
    "GET /threads_publishing_limit": {},
    "GET /threads": {"since": "datetime", "until": "datetime"},
    "GET /replies": {"since": "datetime", "until": "datetime", "reverse": "bool"},
    "GET /conversation": {"reverse": "bool"},
    "GET /mentions": {},
    "GET /insights": {"metric": "list<string>"},
    "GET /threads_insights": {"metric": "list<string>", "since": "datetime", "until": "datetime"},
    "POST /threads": {
        "alt_text": "string",
        "children": "list<string>",
        "image_url": "string",
        "is_carousel_item": "bool",
        "link_attachment": "string",
        "media_type": "string",
        "quote_post_id": "string",
        "reply_control": "string",
        "reply_to_id": "string",
        "text": "string",
        "topic_tag": "string",
        "video_url": "string",
    },
    "POST /threads_publish": {"creation_id": "unsigned int"},
    "DELETE /": {},
}
FACEBOOK = {
    "GET /": {},
    "GET /feed": {"since": "datetime"},
    "GET /accounts": {},
    "GET /insights": {"metric": "list<Object>", "period": "string"},
    "GET /video_insights": {"metric": "list<Object>", "period": "string"},
    "GET /comments": {"filter": "string", "order": "string", "since": "datetime"},
    "GET /tagged": {},
    "GET /published_posts": {},
    "POST /": {
        "description": "string",
        "is_published": "bool",
        "message": "string",
        "published": "bool",
    },
    "POST /feed": {
        "attached_media": "list<Object>",
        "link": "string",
        "message": "string",
        "published": "bool",
        "scheduled_publish_time": "datetime",
        "unpublished_content_type": "string",
    },
    "POST /photos": {
        "alt_text_custom": "string",
        "caption": "string",
        "published": "bool",
        "temporary": "bool",
        "url": "string",
    },
    "POST /videos": {
        "description": "string",
        "file_size": "unsigned int",
        "published": "bool",
        "start_offset": "unsigned int",
        "upload_phase": "string",
        "upload_session_id": "string",
    },
    "POST /comments": {"attachment_url": "string", "message": "string"},
    "DELETE /": {},
}
WRITTEN = {"bool": re.compile("true|false"), "unsigned int": re.compile(r"\d+")}


def complaint(edges: dict[str, dict[str, str]], method: str, edge: str, given: dict[str, str]) -> str:
    """What of a request does not fit; "" where all does."""
    known = edges.get(f"{method} /{edge}")
    if known is None:
        return f"Unsupported {method.lower()} request: {edge}"
    types = known | COMMON | (READING if method == "GET" else {})
    for name, value in given.items():
        if name.partition("[")[0] not in types:
            return f"Unknown parameter: {name}"
        written = WRITTEN.get(types[name.partition("[")[0]])
        if written and not written.fullmatch(value):
            return f"Param {name} must be of type {types[name]}"
    return ""
