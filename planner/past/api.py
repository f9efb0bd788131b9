"""The API about past posts: bring a table of them to a channel."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field

from planner.contract.schema import LARGEST_ID, Given, Words
from planner.past import bring, kept, tasks, working
from planner.past.models import PastImport
from planner.past.plan import Plan
from planner.past.table import MOST_BYTES
from planner.people.request import TokenRequest

router = Router(tags=["Past posts"])


class PastGiven(Given):
    channel: int = Field(ge=1, le=LARGEST_ID, description="Where these posts were published.")
    timezone: Words = Field(
        default="",
        max_length=64,
        description="In which times without an offset are read. Empty: the channel's.",
    )
    digest: Words = Field(
        default="",
        max_length=64,
        description="Of a look before: write it. Empty: only look, and write nothing.",
    )


class PastMistake(Schema):
    line: int
    what: str
    fix: str


class PastShown(Schema):
    """What a file makes. Without `digest` in the request nothing was written."""

    id: int | None = Field(description="Of the import; null where nothing in the file was new.")
    digest: str = Field(description="Send it with the same file to write what was shown.")
    written: int = Field(description="Posts that it made so far, in all.")
    is_running: bool = Field(
        description="A worker writes files of more than 2,000 rows: `GET /past/{id}` says how far it is."
    )
    rows: int
    new: int
    doubles: int = Field(description="There already: the same receipt or address, or words and minute.")
    mistakes: list[PastMistake]
    columns: dict[str, str] = Field(description="What is taken from which column.")
    ignored: list[str] = Field(description="Columns that nothing is taken from.")


class PastProgress(Schema):
    id: int
    state: str = Field(description="`shown`, `writing`, `written` or `taken_back`.")
    is_running: bool = Field(
        description="False with `writing`: it stopped in the middle, and can be gone on with."
    )
    wanted: int = Field(description="Posts that it is to make in all.")
    written: int = Field(description="Posts that are there already.")
    ended_at: datetime | None


@router.post(
    "/past",
    response=PastShown,
    operation_id="past.bring",
    summary="Look at a table of past posts (CSV), and with its digest bring them",
)
def bring_past(request: TokenRequest, file: File[UploadedFile], given: Form[PastGiven]) -> PastShown:
    channel = kept.channel_of(request.workspace, str(given.channel))
    data, now = file.read(MOST_BYTES + 1), clock.now()
    zone = given.timezone or channel.zone_name
    if given.digest:
        kept.insist_on_same(given.digest, data, channel, zone)
    one, planned = bring.look(channel, data, file.name or "", zone, request.actor, now)
    written = _written(request, one, planned) if given.digest else 0
    return _shown(one, planned, written)


@router.get(
    "/past/{int:past_import_id}",
    response=PastProgress,
    operation_id="past.see",
    summary="How far a file of past posts is",
)
def see_past(request: TokenRequest, past_import_id: int) -> PastProgress:
    mine = PastImport.objects.filter(workspace=request.workspace)
    one = get_object_or_404(mine.defer("data"), pk=past_import_id)
    return PastProgress(
        id=one.pk,
        state=one.state,
        is_running=one.is_running,
        wanted=one.wanted,
        written=one.posts.count(),
        ended_at=one.ended_at,
    )


def _written(request: TokenRequest, one: PastImport, planned: Plan) -> int:
    """For who may ask twice: where nothing is new, nothing is done and nothing is kept."""
    if not planned.new:
        one.delete()
        return 0
    made = working.brought(one, request.actor, clock.now())
    if made is None:
        tasks.write_past(one.pk)
    return made or 0


def _shown(one: PastImport, planned: Plan, written: int) -> PastShown:
    return PastShown(
        id=one.pk,
        is_running=one.is_running,
        digest=planned.digest,
        written=written,
        rows=planned.rows,
        new=len(planned.new),
        doubles=len(planned.doubles),
        mistakes=[PastMistake(line=one.line, what=one.what, fix=one.fix) for one in planned.mistakes],
        columns=dict(planned.columns),
        ignored=list(planned.ignored),
    )
