"""The words of the second looks: what is looked at, what the inspectors found, which columns a list has.

Knows no query and no person.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, Promise] = {
    "grading": _("How absences are graded"), "response": _("The response"), "return": _("After the return"),
    "plans": _("Plans"), "placements": _("Placements"), "homes": _("Homes"), "oversight": _("Oversight"),
}  # fmt: skip


class Said(NamedTuple):
    """One look in words: its title, why it is there, and the fields its list shows."""

    title: Promise
    why: Promise
    columns: str


SAID = {
    # how absences are graded
    "downgrades": Said(
        _("Decisions that made a case smaller, not looked at since"),
        _("Cases went from missing to absent, or to a lower level, and nobody was sent or looked again. These have no "
          "named officer or no review after the decision."),
        "person episode at from_category to_category from_risk to_risk rank by because indicators reviews_since"),
    "calls": Said(
        _("Calls that led to no report"),
        _("A log of a missing child was closed and no record was ever made."),
        "at caller said taken_by"),
    "what-adds-up": Said(
        _("People for whom risk adds up"),
        _("Each episode was weighed alone. This counts everything of a year around one person; it never falls because "
          "somebody came back. More than one sign stands here; the number ranks and decides nothing."),
        "person signs missing absent unauthorised harmed flags adults"),
    "earlier-levels": Said(
        _("Open episodes graded lower than the ones before"),
        _("The levels of earlier episodes were forgotten. These people were graded higher within the last year."),
        "person episode before category risk because by"),
    "labels": Said(
        _("Judgements written where a fact should stand"),
        _("Labels excused doing nothing. Ask the writer what was seen or heard."),
        "person episode at place by label instead text"),
    "definitions": Said(
        _("Definitions that decisions were made under"),
        _("Forces meant different things by missing and absent and were compared all the same."),
        "area missing_means absent_means missing absent"),
    "attempts": Said(
        _("Gradings that were tried and not accepted"),
        _("Absent was used against the force's own policy. Who tried it most may need to hear why not."),
        "agency role category refused challenged"),
    "absent-shares": Said(
        _("Decisions of absent, by hour, inspector and queue"),
        _("Absent was used to get through the work. A share that rises at night or with the queue is a sign of it."),
        "by of decided absent share"),
    # the response
    "least-done": Said(
        _("Least actions never done for somebody who is missing"),
        _("Medium and low cases waited without a search. These are actions that the level asks for and that were "
          "never done."),
        "person episode risk action last_at age"),
    "reviews": Said(
        _("Reviews that fell due and were not held"),
        _("Enquiries were shallow and nobody supervised them."),
        "person episode reviews_due reviews_held leads leads_open oldest_open_lead_at"),
    "no-specialist": Said(
        _("Signs of exploitation or abuse without a specialist in charge"),
        _("Exploitation was given to staff without the skill."),
        "person episode signs officer role"),
    "travel": Said(
        _("People who may leave the country, without an alert"),
        _("A journey abroad was known and nobody acted on it in time."),
        "person episode facts known_at state due_at alerted_at"),
    "open-everywhere": Said(
        _("Open episodes, in every area"),
        _("No force could see who was missing in another. Whoever is back stays here until the episode is closed."),
        "person episode_reference area owner category risk since last_seen_place"),
    "broken-notices": Said(
        _("Broken warning notices that nobody followed up"),
        _("A warning notice was served on an adult, broken, and left at that."),
        "person adult says known_at followed_up_at outcome"),
    "help": Said(
        _("Requests for help that nobody has answered"),
        _("Parents asked for help again and again."),
        "person asked unanswered oldest_unanswered_at has_plan"),
    "signs": Said(
        _("Children with signs of sexual exploitation and no flag"),
        _("The flag was set only after the latest of many episodes."),
        "person signs episodes screenings_due screened_at"),
    "adults": Said(
        _("Adults who may pose a risk and whom nobody has checked"),
        _("A known adult was not looked up in the records of any agency. Names are matched by how they sound: a match "
          "is a hint to check."),
        "names children concerns checked_with"),
    "network": Said(
        _("Adults who are with several children, and where"),
        _("Suspects were not linked to other children. Each line ties such an adult to a child, or the child to a "
          "place."),
        "kind adult person place times"),
    "patch": Said(
        _("Those who go most often from your patch"),
        _("Officers did not know who was missing where they walk, or who went most often."),
        "person episodes last_at missing_now"),
    "earlier-calls": Said(
        _("Calls about a place or a person rung about before"),
        _("Earlier emergency calls about abuse at home were not linked."),
        "at about said calls_before first_at"),
    "force": Said(
        _("Force used on somebody who was missing"),
        _("Children were held down or threatened. Each use of force is looked at."),
        "person episode used_at age what why recorded_by"),
    "notice-use": Said(
        _("How each area uses warning notices"),
        _("The use of warning notices differed by force. The number is of broken notices that nobody followed up."),
        "area children_missing served broken followed_up per_hundred_children"),
    # after the return
    "never-offered": Said(
        _("Children found without the offer of a return interview"),
        _("Only some groups were offered one. Every found child stands here until somebody offers."),
        "person episode returned_at groups"),
    "far-interviews": Said(
        _("Children placed far from home, not interviewed within 72 hours"),
        _("Nobody could hold interviews out of the area."),
        "person episode returned_at stands host_authority"),
    "one-chance": Said(
        _("Checks that were not held alone, with nothing offered since"),
        _("A child who is brought back by the people it ran from had no chance to tell."),
        "person episode seen_at seen_alone offered"),
    "not-asked": Said(
        _("People back from an absence with whom nobody spoke"),
        _("Nobody checked after an absence, though many were graded wrongly."),
        "person episode returned_at agency required"),
    "evidence": Said(
        _("Returns without evidence of a check or an offered interview"),
        _("Little showed that checks and interviews were ever held."),
        "person episode returned_at check seen_at seen_by interview carried_out_at looked_after"),
    "waiting": Said(
        _("Return interviews that wait longer than 72 hours"),
        _("A gap in funding made a backlog, and late interviews made more children go again."),
        "name waiting over_72_hours oldest held_last_28_days beyond_capacity"),
    "checks": Said(
        _("Safe and well checks overdue, or left out without a reason"),
        _("Checks were not held, not recorded, or left out with no reason given."),
        "agency returned seen seen_late excused overdue undone_without_reason"),
    "interviews-by-group": Said(
        _("Found children not offered an interview, by group"),
        _("Interviews were for children in care or at high risk only. Compare the groups."),
        "group found offered carried_out"),
    "themes": Said(
        _("Complaints about how found people were treated"),
        _("Children were lectured, threatened or punished. What they say is counted by theme."),
        "agency theme times complaints"),
    # plans
    "repeats": Said(
        _("Children who go again and again without a plan"),
        _("Many episodes and no long-term plan. Three in a year without a current plan stand here, the longest first."),
        "person first_at last_at missing_in_a_year"),
    "no-trigger-plan": Said(
        _("Children who should have a trigger plan and have none"),
        _("Few plans were made, even where policy asks for them."),
        "person missing_last_90_days exploited looked_after last_episode_at"),
    "looked-after": Said(
        _("Looked after children without a plan that is acted on"),
        _("Plans for looked after children were not made, or made and left."),
        "person lacks last_episode_at"),
    "steps": Said(
        _("Agreed steps whose day has passed"),
        _("Plans were badly recorded: nobody's, and for no day. A step stays here: the record does not yet say that "
          "one was done."),
        "person what who by_when agreed_at"),
    "empty-meetings": Said(
        _("Meetings that agreed nothing"),
        _("Meetings were used to screen a child out."),
        "person episode held_at says recorded_by"),
    "outcomes": Said(
        _("Joint work after which somebody went as often, or more"),
        _("Nobody could say what joint work had changed. Ninety days before and after are compared; read what the "
          "child says."),
        "person what at before after whole_span child_says"),
    "coverage": Said(
        _("How many repeat and exploited children have a trigger plan"),
        _("The number is of children who go again and again and have no plan."),
        "repeat repeat_with_plan exploited exploited_with_plan"),
    # placements
    "untold": Said(
        _("Children placed here, and council or police not told"),
        _("Nobody told the police or the council of the place where a child was sent to live."),
        "person since host_authority council_told police_told"),
    "first-heard": Said(
        _("Placed children the police first heard of when they went"),
        _("The first the police knew of a child was the report."),
        "person episode opened_at placed_since"),
    "moves": Said(
        _("Moves from one placement to the next"),
        _("Children who run are moved, and moved children run. Episodes in ninety days before and after stand beside "
          "each move."),
        "person number moves since setting out_of_area episodes_before episodes_after"),
    "effect-of-moving": Said(
        _("Whether moving made people go more"),
        _("Placing a child far away may make it worse. The number is of the episodes that moving added."),
        "out_of_area moves episodes_before episodes_after"),
    "from-care": Said(
        _("Your children missing from care, without a check"),
        _("Reports on children missing from care did not reach senior managers. The number is of episodes without a "
          "safe and well check."),
        "setting children episodes checked interviewed still_away"),
    # homes
    "homes": Said(
        _("Homes that asked for a talk with the police and wait"),
        _("Friction between homes and police. Counts of each home stand beside what was agreed with it."),
        "name residents missing absent watched_absences residents_who_went expectations review_on "
        "conference_asked_at"),
    "completeness": Said(
        _("Homes and carers whose reports leave most out"),
        _("Some homes reported poorly. Less than half of five things that help to find somebody was told."),
        "name reports last_seen_at last_seen_place telephone risk_answered photograph share"),
    "beds": Said(
        _("Desks for a bed at night that give no number"),
        _("Children were taken back to what they ran from at night, for want of another place."),
        "name desk telephone day_and_night"),
    # oversight
    "issues": Said(
        _("Concerns of the front line without an answer"),
        _("Concerns never reached the board."),
        "title says board agency raised_by days answer"),
    "sample": Said(
        _("Decisions drawn for your second look"),
        _("Managers endorsed the first judgement. Ten are drawn by lot, none of them yours."),
        "person episode at by category risk because"),
    "deciders": Said(
        _("Decisions overturned or raised by somebody else"),
        _("Managers endorsed the first judgement. Who decides, how often somebody looked again, and what came of it."),
        "by role decisions looked_at not_agreed raised_later overturn_rate"),
    "reports": Said(
        _("Standing reports that are overdue"),
        _("Boards and senior managers were told too little. How often each is due is our own setting."),
        "report given_at to period_ends due_on overdue"),
    "contributions": Said(
        _("Kinds of agency that gave nothing to the picture of exploitation"),
        _("Exploitation was profiled on police data alone."),
        "agency_kind entries people"),
    "one-record": Said(
        _("Looked after children in whose record one kind of agency wrote"),
        _("No one record of a child in care held what everybody knew. Open the person for all of it in one order."),
        "person written_by entries last_at"),
    "repeat-and-long-term": Said(
        _("People whom another definition of repeat would count"),
        _("Repeat and long-term meant different things or nothing. Each definition counts here side by side."),
        "repeat repeat_people repeat_by_rule repeat_not_shown long_term long_term_open open_longer_than_days"),
}  # fmt: skip
HEADS: dict[str, Promise] = {
    "about": _("About"), "absent": _("Absent"), "absent_means": _("Absent means"), "action": _("Action"),
    "adult": _("Adult"), "adults": _("Adults who may pose a risk"), "after": _("Episodes after"), "age": _("Age"),
    "agency": _("Agency"), "agency_kind": _("Kind of agency"), "agreed_at": _("Agreed"), "alerted_at": _("Alerted"),
    "answer": _("Answer"), "area": _("Area"), "asked": _("Asked"), "at": _("When"), "because": _("Reason given"),
    "before": _("Before"), "beyond_capacity": _("Beyond capacity"), "board": _("Board"), "broken": _("Broken"),
    "by": _("By"), "by_when": _("By when"), "caller": _("Caller"), "calls_before": _("Calls before"),
    "carried_out": _("Held"), "carried_out_at": _("Interview held"), "category": _("Category"),
    "challenged": _("Challenged"), "check": _("Check"), "checked": _("Checked"),
    "checked_with": _("Whose records were checked"), "child_says": _("What the child says"), "children": _("Children"),
    "children_missing": _("Children missing"), "complaints": _("Complaints"), "concerns": _("Concerns"),
    "conference_asked_at": _("Talk asked for"), "council_told": _("Council told"), "day_and_night": _("Day and night"),
    "days": _("Days waiting"), "decided": _("Decided"), "decisions": _("Decisions"), "desk": _("Desk"),
    "due_at": _("Due"), "due_on": _("Due"), "entries": _("Entries"), "episode": _("Episode"),
    "episode_reference": _("Episode"), "episodes": _("Episodes"), "episodes_after": _("Episodes after"),
    "episodes_before": _("Episodes before"), "excused": _("Left out with a reason"),
    "expectations": _("Agreed expectations"), "exploited": _("Known exploitation"),
    "exploited_with_plan": _("Exploited, with a plan"), "facts": _("What is known"), "first_at": _("First"),
    "flags": _("Flags"), "followed_up": _("Followed up"), "followed_up_at": _("Followed up"), "found": _("Found"),
    "from_category": _("From"), "from_risk": _("Risk from"), "given_at": _("Last given"), "group": _("Group"),
    "groups": _("Groups"), "harmed": _("Harmed"), "has_plan": _("Has a plan"), "held_at": _("Held"),
    "held_last_28_days": _("Held in 28 days"), "host_authority": _("Council of the place"),
    "indicators": _("Risk known then"), "instead": _("Write instead"), "interview": _("Interview"),
    "interviewed": _("Interviewed"), "kind": _("Line"), "known_at": _("Known since"), "label": _("Label"),
    "lacks": _("What is wrong"), "last_at": _("Last"), "last_episode_at": _("Last episode"),
    "last_seen_at": _("Last seen, when"), "last_seen_place": _("Last seen, where"), "leads": _("Enquiries"),
    "leads_open": _("Without a result"), "long_term": _("What long-term means here"),
    "long_term_open": _("Open that long"), "looked_after": _("Looked after"), "looked_at": _("Looked at again"),
    "missing": _("Missing"), "missing_in_a_year": _("Missing in a year"),
    "missing_last_90_days": _("Missing in 90 days"), "missing_means": _("Missing means"),
    "missing_now": _("Missing now"), "moves": _("Moves"), "name": _("Name"), "names": _("Adult"),
    "not_agreed": _("Not agreed with"), "number": _("Placement"), "of": _("Of"), "offered": _("Offered"),
    "officer": _("Officer"), "oldest": _("Longest wait"), "oldest_open_lead_at": _("Oldest open enquiry"),
    "oldest_unanswered_at": _("Oldest without an answer"), "open_longer_than_days": _("Open longer than so many days"),
    "opened_at": _("Reported"), "out_of_area": _("Out of area"), "outcome": _("Outcome"),
    "over_72_hours": _("Over 72 hours"), "overdue": _("Overdue"), "overturn_rate": _("Share overturned"),
    "owner": _("Owner"), "people": _("People"), "per_hundred_children": _("Served for each hundred children"),
    "period_ends": _("For the period to"), "person": _("Person"), "photograph": _("With a photograph"),
    "place": _("Place"), "placed_since": _("Placed since"), "police_told": _("Police told"),
    "raised_by": _("Raised by"), "raised_later": _("Raised later by somebody else"), "rank": _("Rank"),
    "recorded_by": _("Recorded by"), "refused": _("Refused"), "repeat": _("Repeat"),
    "repeat_by_rule": _("People by each definition"), "repeat_not_shown": _("Not counted here"),
    "repeat_people": _("People counted here"), "repeat_with_plan": _("Repeat, with a plan"), "report": _("Report"),
    "reports": _("Reports"), "required": _("Asked for in this area"), "residents": _("Residents"),
    "residents_who_went": _("Residents who went"), "returned": _("Came back"), "returned_at": _("Came back"),
    "review_on": _("Review on"), "reviews_due": _("Reviews due"), "reviews_held": _("Held"),
    "reviews_since": _("Reviews since"), "risk": _("Risk"), "risk_answered": _("Risk answered"), "role": _("Role"),
    "said": _("What was said"), "says": _("What was said"), "screened_at": _("Last screened"),
    "screenings_due": _("Screenings due"), "seen": _("Seen"), "seen_alone": _("Seen alone"), "seen_at": _("Seen"),
    "seen_by": _("By whom"), "seen_late": _("Seen late"), "served": _("Served"), "setting": _("Setting"),
    "share": _("Share"), "signs": _("Signs"), "since": _("Since"), "stands": _("How it stands"), "state": _("Alert"),
    "still_away": _("Still away"), "taken_by": _("Taken by"), "telephone": _("Telephone"), "text": _("Text"),
    "theme": _("Theme"), "times": _("Times"), "title": _("Title"), "to": _("Given to"), "to_category": _("To"),
    "to_risk": _("Risk to"), "unanswered": _("Without an answer"), "unauthorised": _("Unauthorised absences"),
    "undone_without_reason": _("Left out without a reason"), "used_at": _("When"), "waiting": _("Waiting"),
    "watched_absences": _("Absences watched"), "what": _("What"), "who": _("Who"), "whole_span": _("Time has passed"),
    "why": _("Why"), "written_by": _("Written by"),
}  # fmt: skip
# Where the findings stand: the source, the place in it, and which of them.
STAND = (
    ("hmic-2016", _("chapter 3"), "I1 I43"),
    ("hmic-2016", _("chapter 4"), "I3 I4 I5 I8 I10 I11 I14 I15 I16 I19 I20 I21 I23 I24 I25 I26 I29 I44 I46 I47 I55"),
    ("hmic-2016", _("chapter 5"), "I31 I30 I32 I34 I36 I37 I39 I40 I45 I48 I51 I53 I54"),
    ("hmic-2016", _("chapter 6"), "I13 I49 I50"),
    ("hmic-2016", _("recommendations"), "I52"),
    ("dfe-2014", _("paragraph 4"), "I56 I57 I58 I59"),
    ("birmingham-officers-2015", _("recommendations"), "I60"),
    ("childrens-society-2015", _("sections 6 and 7"), "I63 I64 I65"),
)  # fmt: skip
WHERE = {finding: (source, place) for source, place, findings in STAND for finding in findings.split()}
