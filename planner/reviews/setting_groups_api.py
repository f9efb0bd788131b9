"""The API about groups, clients and their contacts, rules that add a step, and absences."""

from functools import partial
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone as clock
from ninja import Query, Router, Status

from planner.contract.paging import Where, page
from planner.contract.schema import Page
from planner.contract.typed import insist_on
from planner.guests import contacts
from planner.people.groups import Absence, Contact, Group
from planner.people.request import TokenRequest
from planner.reviews import setting_absences, setting_groups, setting_routes
from planner.reviews.policies import Route
from planner.reviews.setting import settle
from planner.reviews.setting_absences import AbsenceSaid
from planner.reviews.setting_forms import ContactForm
from planner.reviews.setting_groups import ContactSaid, GroupSaid
from planner.reviews.setting_people import People
from planner.reviews.setting_routes import RouteSaid
from planner.reviews.setting_schemas import (
    AbsenceGiven,
    AbsenceSeen,
    ContactGiven,
    ContactSeen,
    GroupGiven,
    GroupSeen,
    RouteGiven,
    RouteSeen,
)
from planner.reviews.setting_shown import Agreement

router = Router(tags=["Agreement"])


@router.get("/agreement/groups", response=Page[GroupSeen], operation_id="groups.list",
            summary="List groups and clients")  # fmt: skip
def list_groups(request: TokenRequest, where: Query[Where]) -> Page[GroupSeen]:
    people = People(request.workspace)
    return page(Group.objects.filter(workspace=request.workspace), where, lambda group: _group(people, group))


@router.post(
    "/agreement/groups", response={201: GroupSeen}, operation_id="groups.add", summary="Make a group"
)
def add_group(request: TokenRequest, given: GroupGiven) -> Any:
    make = partial(setting_groups.make_group, request.workspace, _said(given), request.actor)
    group = settle(request.workspace, make)
    return Status(201, _group(People(request.workspace), group))


@router.get("/agreement/groups/{int:group_id}", response=GroupSeen, operation_id="groups.see",
            summary="See a group")  # fmt: skip
def see_group(request: TokenRequest, group_id: int) -> GroupSeen:
    return _group(People(request.workspace), _found(request, group_id))


@router.put("/agreement/groups/{int:group_id}", response=GroupSeen, operation_id="groups.change",
            summary="Change a group: as given, whole")  # fmt: skip
def change_group(request: TokenRequest, group_id: int, given: GroupGiven) -> GroupSeen:
    group = _found(request, group_id)
    settle(request.workspace, lambda: setting_groups.change_group(group, _said(given), request.actor))
    return _group(People(request.workspace), group)


@router.delete("/agreement/groups/{int:group_id}", response={204: None}, operation_id="groups.remove",
               summary="Remove a group that nothing asks")  # fmt: skip
def remove_group(request: TokenRequest, group_id: int) -> Any:
    group = _found(request, group_id)
    settle(request.workspace, lambda: setting_groups.remove_group(group, request.actor))
    return Status(204, None)


@router.post("/agreement/groups/{int:group_id}/contacts", response={201: ContactSeen},
             operation_id="contacts.add", summary="Add a contact to a client")  # fmt: skip
def add_contact(request: TokenRequest, group_id: int, given: ContactGiven) -> Any:
    add = partial(setting_groups.add_contact, _found(request, group_id), _contact_said(given), request.actor)
    return Status(201, _contact(settle(request.workspace, add)))


@router.put("/agreement/contacts/{int:contact_id}", response=ContactSeen, operation_id="contacts.change",
            summary="Change a client's contact")  # fmt: skip
def change_contact(request: TokenRequest, contact_id: int, given: ContactGiven) -> ContactSeen:
    contact, said = _found_contact(request, contact_id), _contact_said(given)
    settle(request.workspace, lambda: contacts.change(contact, said, request.actor, clock.now()))
    return _contact(contact)


@router.delete("/agreement/contacts/{int:contact_id}", response={204: None}, operation_id="contacts.remove",
               summary="Remove a client's contact; their answers stay")  # fmt: skip
def remove_contact(request: TokenRequest, contact_id: int) -> Any:
    contact = _found_contact(request, contact_id)
    settle(request.workspace, lambda: setting_groups.remove_contact(contact, request.actor, clock.now()))
    return Status(204, None)


@router.get("/agreement/routes", response=Page[RouteSeen], operation_id="routes.list",
            summary="List rules that add a step")  # fmt: skip
def list_routes(request: TokenRequest, where: Query[Where]) -> Page[RouteSeen]:
    told = Agreement(request.workspace, clock.now())
    return page(Route.objects.filter(workspace=request.workspace), where, lambda route: _route(told, route))


@router.post("/agreement/routes", response={201: RouteSeen}, operation_id="routes.add", summary="Add a rule")
def add_route(request: TokenRequest, given: RouteGiven) -> Any:
    add = partial(setting_routes.add_route, request.workspace, _route_said(given), request.actor)
    route = settle(request.workspace, add)
    return Status(201, _route(Agreement(request.workspace, clock.now()), route))


@router.get("/agreement/routes/{int:route_id}", response=RouteSeen, operation_id="routes.see",
            summary="See a rule")  # fmt: skip
def see_route(request: TokenRequest, route_id: int) -> RouteSeen:
    return _route(Agreement(request.workspace, clock.now()), _found_route(request, route_id))


@router.put("/agreement/routes/{int:route_id}", response=RouteSeen, operation_id="routes.change",
            summary="Change a rule: as given, whole")  # fmt: skip
def change_route(request: TokenRequest, route_id: int, given: RouteGiven) -> RouteSeen:
    route = _found_route(request, route_id)
    settle(request.workspace, lambda: setting_routes.change_route(route, _route_said(given), request.actor))
    return _route(Agreement(request.workspace, clock.now()), _found_route(request, route_id))


@router.delete("/agreement/routes/{int:route_id}", response={204: None}, operation_id="routes.remove",
               summary="Remove a rule")  # fmt: skip
def remove_route(request: TokenRequest, route_id: int) -> Any:
    route = _found_route(request, route_id)
    settle(request.workspace, lambda: setting_routes.remove_route(route, request.actor))
    return Status(204, None)


@router.get("/agreement/absences", response=Page[AbsenceSeen], operation_id="absences.list",
            summary="List who is away now or later")  # fmt: skip
def list_absences(request: TokenRequest, where: Query[Where]) -> Page[AbsenceSeen]:
    rows = Absence.objects.filter(workspace=request.workspace, until_at__gt=clock.now())
    return page(rows, where, _absence)


@router.post("/agreement/absences", response={201: AbsenceSeen}, operation_id="absences.set",
             summary="Say that somebody is away, and who answers in their place")  # fmt: skip
def set_absence(request: TokenRequest, given: AbsenceGiven) -> Any:
    said = AbsenceSaid(given.user, given.delegate, given.from_at, given.until_at)
    say = partial(setting_absences.set_absence, request.workspace, said, request.actor, True, clock.now())
    return Status(201, _absence(settle(request.workspace, say)))


@router.delete("/agreement/absences/{int:absence_id}", response={204: None}, operation_id="absences.end",
               summary="They are back, or do not go")  # fmt: skip
def end_absence(request: TokenRequest, absence_id: int) -> Any:
    absence = get_object_or_404(
        Absence.objects.select_related("user", "delegate"), workspace=request.workspace, pk=absence_id
    )
    end = partial(setting_absences.end_absence, absence, request.actor, True, clock.now())
    settle(request.workspace, end)
    return Status(204, None)


def _found(request: TokenRequest, group_id: int) -> Group:
    rows = Group.objects.select_related("workspace")
    return get_object_or_404(rows, workspace=request.workspace, pk=group_id)


def _found_contact(request: TokenRequest, contact_id: int) -> Contact:
    rows = Contact.objects.select_related("group__workspace").filter(removed_at=None)
    return get_object_or_404(rows, workspace=request.workspace, pk=contact_id)


def _found_route(request: TokenRequest, route_id: int) -> Route:
    rows = Route.objects.select_related("workspace", "group", "escalate_to")
    return get_object_or_404(rows, workspace=request.workspace, pk=route_id)


def _said(given: GroupGiven) -> GroupSaid:
    return GroupSaid(given.name, given.is_client, tuple(given.users))


def _contact_said(given: ContactGiven) -> ContactSaid:
    return insist_on(ContactForm(given.dict()), {}).said


def _route_said(given: RouteGiven) -> RouteSaid:
    own = ("when", "words", "campaign", "tag", "channel", "group")
    return RouteSaid(**given.asking(), **{name: getattr(given, name) for name in own})


def _group(people: People, group: Group) -> GroupSeen:
    here = [int(one.key[5:]) for one in people.in_group(group.pk) if one.key.startswith("user:")]
    contacts = [_contact(one) for one in people.contacts.get(group.pk, ())]
    return GroupSeen(
        id=group.pk, name=group.name, is_client=group.is_client, users=sorted(here), contacts=contacts
    )


def _contact(contact: Contact) -> ContactSeen:
    return ContactSeen(
        id=contact.pk,
        group=contact.group_id,
        name=contact.name,
        email=contact.email,
        language=contact.language,
    )


def _route(told: Agreement, route: Route) -> RouteSeen:
    shown = told.route(route)
    return RouteSeen(
        id=route.pk, name=route.name, rule=route.rule, quorum=route.quorum, is_legal=route.is_legal,
        deadline_hours=route.deadline_hours, deadline_since=route.deadline_since, on_timeout=route.on_timeout,
        escalate_to=route.escalate_to_id, warnings=shown.warnings, when=route.when, words=route.words,
        campaign=route.campaign_id, tag=route.tag_id, channel=route.channel_id, group=route.group_id,
        sentence=shown.sentence,
    )  # fmt: skip


def _absence(absence: Absence) -> AbsenceSeen:
    return AbsenceSeen(
        id=absence.pk, user=absence.user_id, delegate=absence.delegate_id, from_at=absence.from_at,
        until_at=absence.until_at,
    )  # fmt: skip
