"""The API about whoever asks."""

from datetime import datetime

from ninja import Router, Schema

from planner.people.request import TokenRequest

router = Router(tags=["People"])


class Person(Schema):
    id: int
    name: str
    email: str


class WorkspaceShown(Schema):
    id: int
    slug: str
    name: str
    timezone: str
    language: str
    review_policy: str
    four_eyes: bool
    paused_at: datetime | None
    pause_reason: str


class Me(Schema):
    """Whose token this is, and what it may do."""

    user: Person
    workspace: WorkspaceShown
    role: str
    scopes: list[str]
    verbs: list[str]
    expires_at: datetime | None


@router.get("/me", response=Me, operation_id="me", summary="Who am I, and what may I do?")
def me(request: TokenRequest) -> Me:
    return Me(
        user=Person.from_orm(request.token.user),
        workspace=WorkspaceShown.from_orm(request.workspace),
        role=request.membership.role,
        scopes=request.token.scopes,
        verbs=sorted(request.verbs),
        expires_at=request.token.expires_at,
    )
