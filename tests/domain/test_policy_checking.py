"""A broken policy is refused with place, line and reason; whatever is typed, checking answers."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policies import CALENDAR, TEXT, changed
from tests.domain.test_policy_cases import a_case
from weikameng.domain.policy import decide, facts_of_case
from weikameng.domain.policy.document.checking import MAX_POLICY_CHARS, Checked, check

Swap = tuple[str, str]
SPARE = '[[terms]]\nname = "spare"\nis = "paid"\nzh = "备用"\nen = "spare"\n\n'
LINES = TEXT.splitlines()

# What is swapped, the place, how the line named begins, a piece of the reason.
BROKEN: list[tuple[Swap, str, str, str]] = [
    # facts and types
    (
        ('"!paid"', '"!payd"'),
        "rules.paid.cases.decides.when",
        'when = "!payd"',
        "Did you mean paid",
    ),
    (
        ('"!paid"', "\"paid_minor == '0.00'\""),
        "rules.paid.cases.decides.when",
        "when = \"paid_minor == '0.00'\"",
        "Write amounts as whole fen",
    ),
    (('"!paid"', '"!paid && "'), "rules.paid.cases.decides.when", "when", "Not understood"),
    (
        ('"!paid"', '"paid_minor"'),
        "rules.paid.cases.decides.when",
        "when",
        "has to be true or false",
    ),
    (
        ('"!paid"', '"size(reason) > 1"'),
        "rules.paid.cases.decides.when",
        "when",
        "can't use size()",
    ),
    (('"!paid"', '"[] == []"'), "rules.paid.cases.decides.when", "when", "literals"),
    (('"!paid"', '"held"'), "rules.paid.cases.decides.when", "when", "no fact “held”"),
    (('"!paid"', '"amount_minor > 3"'), "rules.paid.cases.decides.when", "when", "no fact “amount"),
    (('"!paid"', '"usage == 1"'), "rules.paid.cases.decides.when", "when", "no fact “usage”"),
    (
        ("reason == 'DEVICE_ISSUE'", "reason == 'DEVICE_ISSUES'"),
        "rules.device.cases.decides.when",
        "when",
        "“DEVICE_ISSUES” is not one of: DEVICE_ISSUE",
    ),
    (
        ('when = "risk_flag"', 'when = "risk_flags"'),
        "brakes.risk.when",
        "when",
        "no fact “risk_flags”",
    ),
    (
        ('when = "held && route', 'when = "helt && route'),
        "cites.1.when",
        'when = "helt',
        "Did you mean held",
    ),
    (('held_route = "', 'held_route = "1 + '), "held_route", "held_route", "Wrong types"),
    (('held_route = "', "held_route = \"'a' == "), "held_route", "held_route", "Wrong types"),
    (
        ("H6 if staffed_route == 'urgent'", "H6 if staffd_route == 'urgent'"),
        "rules.person.cases.trace.clauses",
        "clauses",
        "Did you mean staffed_route",
    ),
    (
        ("reason_clause == ''", "reason_clause == 'A66'"),
        "rules.review.cases.partial.clauses",
        "clauses",
        "“A66” is not one of",
    ),
    # what can never decide
    (
        ('"!paid"', '"paid && !paid"'),
        "rules.paid.cases.decides.when",
        "when",
        "This condition contradicts itself",
    ),
    (
        ('when = "chargeback_open"', "when = \"open_case != ''\""),
        "rules.chargeback.cases.decides.when",
        "when",
        "“open_case.decides” before it has answered",
    ),
    (
        ('when = "dispute_asked"', 'when = "dispute_asked && at < dispute_end"'),
        "rules.dispute.cases.late.when",
        "when",
        "“dispute.decides” before it",
    ),
    (
        ("when = \"open_case != ''\"", 'when = "true"'),
        "rules.chargeback.cases.decides.when",
        "when",
        "“open_case.decides” before it has answered",
    ),
    (
        ('when = "true"', 'when = "reason_asks"'),
        "rules.person",
        "[[rules]]",
        "last case of the last rule has to hold always",
    ),
    # words
    (
        ('passes.en = "There is no open application for it."', 'passes.en = ""'),
        "rules.open_case.passes.en",
        "passes.en",
        "English translation is missing",
    ),
    (
        ('passes.en = "There is no open application for it."', 'passes.en = "没有申请"'),
        "rules.open_case.passes.en",
        "passes.en",
        "English translation is missing",
    ),
    (
        ('passes.en = "There is no open application for it."\n', ""),
        "rules.open_case.passes.en",
        "[[rules]]",
        "“en” is missing",
    ),
    (
        ('zh = "已并入正在处理的申请 {open_case}', 'zh = "已并入正在处理的申请 {paid_minor}'),
        "rules.open_case.cases.decides.zh",
        "zh",
        "uses “paid_minor”, which is not among the facts the rule shows",
    ),
    (
        ('zh = "已并入正在处理的申请', 'zh = "{已并入正在处理的申请'),
        "rules.open_case.cases.decides.zh",
        "zh",
        "not among the facts",
    ),
    (
        ("({paid_at})", "({paid_at.year})"),
        "rules.paid.passes.zh",
        "passes.zh",
        "uses “paid_at.year”",
    ),
    (
        ('shows = ["paid_at"]', 'shows = ["paid_on"]'),
        "rules.paid.shows",
        "shows",
        "not one of: paid",
    ),
    (
        ('shows = ["paid_at"]', "shows = []"),
        "rules.paid.passes.zh",
        "passes.zh",
        "not among the facts",
    ),
    (('shows = ["paid_at"]', 'shows = "paid_at"'), "rules.paid.shows", "shows", "a list of texts"),
    (('title.en = "Refund policy of weikameng"\n', ""), "title.en", "#", "“en” is missing"),
    (
        ('standard.en = "shows the order', 'standard.xx = "shows the order'),
        "evidence.order_screenshot.standard.en",
        "[evidence.order_screenshot]",
        "“en” is missing",
    ),
    # what is referred to
    (
        ('clauses = ["G1"]', 'clauses = ["G9"]'),
        "rules.open_case.cases.decides.clauses",
        "clauses",
        "G9",
    ),
    (('clause = "G1"', 'clause = "G9"'), "rules.open_case.clause", "clause", "“G9” is not one of"),
    (
        ('law = ["CIV-985"]', 'law = ["CIV-986"]'),
        "clauses.A3.law",
        "law",
        "no such law entry: CIV-986",
    ),
    (
        ('all_of = ["not_arrived_proof"]', 'all_of = ["not_arrived_prof"]'),
        "reasons.NOT_ARRIVED",
        "[[reasons]]",
        "no such evidence: not_arrived_prof",
    ),
    (
        ('any_of = ["chat_record", "error_screenshot"]', 'any_of = ["chat"]'),
        "reasons.OTHER",
        "[[reasons]]",
        "no such evidence: chat",
    ),
    (
        ('missing = ["wait_until_promised"]', 'missing = ["wait"]'),
        "rules.undelivered.cases.wait.missing",
        "missing",
        "“wait” is not one of",
    ),
    (
        ('changes = ["owner_applies"]', 'changes = ["owner"]'),
        "rules.owner.cases.decides.changes",
        "changes",
        "“owner” is not one of: owner_applies",
    ),
    (
        ('until = "promise_end"', 'until = "promises"'),
        "rules.promise.cases.decides.until",
        "until",
        "not one of: promised_at, promise_end",
    ),
    (
        ('until = "promise_end"', 'until = "promised"'),
        "rules.promise.cases.decides.until",
        "until",
        "“promised” is not one of",
    ),
    (
        ('value = "window_until"', 'value = "window_untill"'),
        "changes.window_until.value",
        "value",
        "not one of: window_until",
    ),
    (
        ('decision = "merge"', 'decision = "join"'),
        "rules.open_case.cases.decides.decision",
        "decision",
        "“join” is not one of: pass, approve_auto",
    ),
    (
        ('route = "dispute"\nclauses = ["H7"]', 'route = "disputes"\nclauses = ["H7"]'),
        "rules.chargeback.cases.decides.route",
        "route",
        "“disputes” is not one of",
    ),
    (
        ('route = "$staffed_route"', 'route = "$staffed"'),
        "rules.overcharge.cases.missing.route",
        "route",
        "not one of: staffed_route",
    ),
    (
        ('pays = "overcharge"', 'pays = "all"'),
        "rules.overcharge.cases.overcharged.pays",
        "pays",
        "not one of: wanted, unused, overcharge, reviewed",
    ),
    (('name = "waiting"', 'name = "waitin"'), "terms.under_way.is", "is", "Did you mean waitin"),
    (
        ('is = "direct && arrived', 'is = "vague && direct && arrived'),
        "terms.credited.is",
        "is",
        "vague has to come before it",
    ),
    (('name = "vague"', 'name = "paid"'), "terms.paid.name", "name", "“paid” can't name a term"),
    (('name = "vague"', 'name = "a b"'), "terms.a b.name", "name", "“a b” can't name a term"),
    # twice, missing, of the wrong kind
    (('id = "owner"', 'id = "paid"'), "rules.paid", "[[rules]]", "“paid” is there twice"),
    (
        ('id = "late"', 'id = "decides"'),
        "rules.dispute.cases.decides",
        "[[rules.cases]]",
        "“decides” is there twice",
    ),
    (
        ('id = "decides"\nwhen = "!paid"', 'id = "passes"\nwhen = "!paid"'),
        "rules.paid.cases.passes",
        "[[rules.cases]]",
        "twice",
    ),
    (
        ('code = "WRONG_ZONE"', 'code = "WRONG_ACCOUNT"'),
        "reasons.WRONG_ACCOUNT",
        "[[reasons]]",
        "“WRONG_ACCOUNT” is there twice",
    ),
    (
        ('kind = "game_direct"', 'kind = "phone_credit"'),
        "goods.phone_credit",
        "[[goods]]",
        "“phone_credit” is there twice",
    ),
    (('code = "OTHER"', 'code = "OTHERS"'), "reasons", "", "no such reason: OTHER"),
    (('code = "MINOR"', 'code = "MINORS"'), "terms.about_a_minor.is", "is", "not one of: MINORS"),
    (('version = "2026.1"', ""), "version", "", "“version” is missing"),
    (('version = "2026.1"', "version = 2026.1"), "version", "version", "This has to be a text"),
    (("major = false", 'major = "no"'), "major", "major", "true or false"),
    (('held_route = "', 'held_rout = "'), "held_route", "", "“held_route” is missing"),
    (
        ('fault = "buyer"', 'fault = "byer"'),
        "reasons.WRONG_ACCOUNT.fault",
        "fault",
        "not one of: buyer",
    ),
    (
        ('window = "hard"', 'window = "firm"'),
        "reasons.WRONG_ACCOUNT.window",
        "window",
        "not one of: hard",
    ),
    (
        ('fulfilment = "direct"', 'fulfilment = "post"'),
        "goods.phone_credit.fulfilment",
        "fulfilment",
        "not one of: direct, key",
    ),
    # numbers
    (
        ("window_days = 15", "window_days = 16"),
        "goods.phone_credit.window_days",
        "window_days",
        "from 7 to 15 days",
    ),
    (
        ("window_days = 7", "window_days = 6"),
        "goods.video_membership.window_days",
        "window_days",
        "from 7 to 15 days",
    ),
    (
        ("window_days_max = 15", "window_days_max = 14"),
        "goods.phone_credit.window_days",
        "window_days",
        "from 7 to 14 days",
    ),
    (
        ("window_days_min = 7", "window_days_min = 8"),
        "goods.video_membership.window_days",
        "window_days",
        "from 8 to 15 days",
    ),
    (
        ("window_days = 7", 'window_days = "7"'),
        "goods.video_membership.window_days",
        "window_days",
        "a whole number",
    ),
    (
        ('paid_total_lt = "50.00"', 'paid_total_lt = "fifty"'),
        "params.one_click.paid_total_lt",
        "paid_total_lt",
        "Write an amount in yuan",
    ),
    (
        ('paid_total_lt = "50.00"', "paid_total_lt = 50.00"),
        "params.one_click.paid_total_lt",
        "paid_total_lt",
        "This has to be a text",
    ),
    (
        ('auto_approve_max = "500.00"', 'auto_approve_max = "-1"'),
        "params.auto_approve_max",
        "auto_approve_max",
        "Write an amount in yuan",
    ),
    (
        ('auto_approve_max = "500.00"', 'auto_approve_max = "500.001"'),
        "params.auto_approve_max",
        "auto_approve_max",
        "Write an amount in yuan",
    ),
    (
        ('auto_approve_max = "500.00"\n', ""),
        "params.auto_approve_max",
        "[params]",
        "“auto_approve_max” is missing",
    ),
    (
        ("max_attempts_per_item = 3", "max_attempts_per_item = 0"),
        "params.max_attempts_per_item",
        "max_attempts_per_item",
        "a whole number from 1 to 100",
    ),
    (
        ("late_platform_fault_years = 3", "late_platform_fault_years = true"),
        "params.late_platform_fault_years",
        "late_platform_fault_years",
        "a whole number from 1 to 20",
    ),
    # not even TOML
    (("[clauses.A1]", "[clauses.A1"), "", "[clauses.A1", "not valid TOML"),
    (('version = "2026.1"', 'version = "2026.1'), "", 'version = "2026.1', "not valid TOML"),
]


def line_in(swap: Swap, number: int) -> str:
    return TEXT.replace(*swap, 1).splitlines()[number - 1]


@pytest.mark.parametrize(("swap", "place", "line", "says"), BROKEN, ids=lambda one: str(one)[:50])
def test_a_broken_policy_is_refused_with_place_and_reason(
    swap: Swap, place: str, line: str, says: str
) -> None:
    checked = changed(swap)
    assert not checked.sound
    problem = next(one for one in checked.problems if one.place == place and says in one.words.en)
    assert problem.severity == "error"
    assert problem.words.zh.strip()
    assert line_in(swap, problem.line).startswith(line)
    assert problem.column >= 1


def test_the_shipped_policy_has_no_problem_at_all() -> None:
    assert changed().problems == ()


def test_the_column_is_that_of_the_mistake() -> None:
    swap = ('when = "!paid"', 'when = "!paid && payd"')
    [problem] = changed(swap).problems
    assert line_in(swap, problem.line)[problem.column - 1 :].startswith("payd")


def test_a_term_nobody_reads_is_only_a_warning() -> None:
    checked = changed(
        ('[[terms]]\nname = "wrong_target"', SPARE + '[[terms]]\nname = "wrong_target"')
    )
    assert [(one.place, one.severity) for one in checked.problems] == [("terms.spare", "warning")]
    assert checked.sound
    assert checked.policy is not None


def test_every_problem_is_named_not_only_the_first() -> None:
    checked = changed(
        ('when = "!paid"', 'when = "!payd"'),
        ('when = "chargeback_open"', 'when = "charged_back"'),
        ('clauses = ["G1"]', 'clauses = ["G9"]'),
        ("window_days = 15", "window_days = 16"),
    )
    assert [one.place.split(".")[1] for one in checked.problems] == [
        "paid",
        "open_case",
        "chargeback",
        "phone_credit",
    ]


@pytest.mark.parametrize(
    "swap", [("window_days = 15", "window_days = 7"), ("window_days = 7", "window_days = 15")]
)
def test_the_ends_of_the_range_of_windows_are_allowed(swap: Swap) -> None:
    assert changed(swap).sound


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n\n",
        "\x00\x01\x02\xff",
        "GIF89a\x01\x00\x80",
        "= = =",
        "x" * 1000,
        "x" * 1_000_000,
        "# \n" * 300_000,
        "a = " + "[" * 5000,
        "a = " + "{b=" * 5000,
        "a = 1\na = 1",
        "rules = 3",
        "rules = []",
        "[[rules]]\nid = 3\ncases = 4",
        "[[rules]]\n[[rules.cases]]",
        "[[terms]]\nname = 3\nis = 4",
        "[[terms]]",
        "[[brakes]]\n[[cites]]",
        "[changes]\nx = 1",
        "[clauses]\nA1 = 3",
        "[evidence]\nx = 3",
        "[[reasons]]\ncode = 'X'\nall_of = 3",
        "[[goods]]\nkind = 'x'\nusage_signals = 3",
        "clauses = 1\nreasons = 2\nparams = 3\nlaw = 4\ngoods = 5\nterms = 6\nrules = 7\n"
        "brakes = 8\ncites = 9\nchanges = 10\nevidence = 11\nheld_route = 12\ntitle = 13",
        TEXT + TEXT,
        TEXT[: len(TEXT) // 2],
        TEXT.replace("\n", "\r\n") + "\n[",
        TEXT.replace('"', "“"),
    ],
    ids=lambda text: repr(text[:24]),
)
def test_nonsense_is_refused_in_words(text: str) -> None:
    assert_refused(check(text, CALENDAR))


def assert_refused(checked: Checked) -> None:
    assert not checked.sound
    assert checked.policy is None
    assert checked.problems
    for one in checked.problems:
        assert one.words.zh.strip()
        assert one.words.en.strip()


def test_line_ends_of_another_system_and_a_longer_text_are_fine() -> None:
    assert check(TEXT.replace("\n", "\r\n"), CALENDAR).sound
    room = MAX_POLICY_CHARS - len(TEXT)
    assert check(TEXT + "#" * room, CALENDAR).sound
    assert not check(TEXT + "#" * (room + 1), CALENDAR).sound


def test_a_policy_without_rules_is_refused() -> None:
    without = TEXT.replace("[[rules]]", "[[nothing]]").replace(
        "[[rules.cases]]", "[[nothing.cases]]"
    )
    checked = check(without, CALENDAR)
    assert_refused(checked)
    assert any(one.place == "rules" for one in checked.problems)


@pytest.mark.parametrize(
    ("table", "place"),
    [("rules", "rules"), ("reasons", "reasons"), ("terms", "rules.review.cases.partial.route")],
)
def test_an_empty_table_is_refused(table: str, place: str) -> None:
    kept, leaving = [f"{table} = []"], False
    for line in LINES:
        if line.startswith("["):
            leaving = line.strip("[]").split(".")[0] == table
        kept += [] if leaving else [line]
    checked = check("\n".join(kept), CALENDAR)
    assert_refused(checked)
    assert place in [one.place for one in checked.problems]


# A line is dropped, said twice, swapped with another, or some signs in it are changed.
CONTENT = [at for at, line in enumerate(LINES) if line.strip() and not line.startswith("#")]
SPOTS = st.sampled_from(CONTENT)
SIGNS = st.text("'\"[]{}=.,&|!<>()$ \\\n退x0", max_size=4)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at, other = draw(SPOTS), draw(SPOTS)
        how = draw(st.sampled_from(["drop", "twice", "swap", "signs", "cut"]))
        if how == "drop":
            lines[at] = ""
        elif how == "twice":
            lines[at] += "\n" + lines[at]
        elif how == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        else:
            spot = draw(st.integers(0, len(lines[at])))
            rest = lines[at][spot:] if how == "signs" else lines[at][spot + 3 :]
            lines[at] = lines[at][:spot] + draw(SIGNS) + rest
    return "\n".join(lines)


@settings(max_examples=60, deadline=None)
@given(damaged())
def test_whatever_is_damaged_checking_answers_in_both_languages(text: str) -> None:
    checked = check(text, CALENDAR)
    assert checked.sound == all(one.severity == "warning" for one in checked.problems)
    for one in checked.problems:
        assert one.words.zh.strip()
        assert one.words.en.strip()
        assert 0 <= one.line <= text.count("\n") + 1
        assert one.column >= 0


# What would break, or be left out, only when somebody reads the answer.
@pytest.mark.parametrize(
    ("swap", "place"),
    [
        (("({paid_at})", "({paid_at:d})"), "rules.paid.passes.zh"),
        (("({paid_at})", "({paid_at!x})"), "rules.paid.passes.zh"),
        (("({paid_at})", "({paid_at:{paid_at}})"), "rules.paid.passes.zh"),
        (("({paid_at})", "({})"), "rules.paid.passes.zh"),
        (("({paid_at})", "({0})"), "rules.paid.passes.zh"),
        (("({paid_at})", "({paid_at[0]})"), "rules.paid.passes.zh"),
        (('zh = "{} 之后不能', 'zh = "{x} 之后不能'), "changes.window_until.zh"),
        (('zh = "{} 之后不能', 'zh = "{} {} 之后不能'), "changes.window_until.zh"),
        (('zh = "{} 之后不能', 'zh = "{:d} 之后不能'), "changes.window_until.zh"),
        (('zh = "{} 之后不能', 'zh = "{ 之后不能'), "changes.window_until.zh"),
        (("[changes.add]", "[changes.added]"), "changes.add"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_words_that_could_not_be_filled_in_are_refused(swap: Swap, place: str) -> None:
    assert place in [one.place for one in changed(swap).problems]
    assert not changed(swap).sound


# What would be left out, or misread, in silence.
SILENT: list[tuple[Swap, str]] = [
    (('clauses = ["G1"]', 'clausez = ["G1"]'), "a misspelt key"),
    (('until = "promise_end"', 'untill = "promise_end"'), "a misspelt key"),
    (("blameless = true", "blamless = true"), "a misspelt key"),
    (('clauses = ["G1"]', "clauses = []"), "an answer that cites no clause"),
    (('urgent_from = "500.00"', 'urgent_from = "1e3"'), "an amount nobody writes like that"),
]


@pytest.mark.parametrize(
    "swap",
    [swap for swap, _ in SILENT],
    ids=[f"{why}: {swap[1]}" for swap, why in SILENT],
)
def test_what_is_misspelt_or_left_out_is_refused(swap: Swap) -> None:
    assert not changed(swap).sound


def test_an_amount_beyond_all_numbers_is_refused() -> None:
    assert not changed(('urgent_from = "500.00"', 'urgent_from = "1e999999999"')).sound


def test_a_mistake_in_a_condition_of_several_lines_is_found_on_its_line() -> None:
    swap = ('when = "!paid"', 'when = """\n!paid ||\n  payd"""')
    [problem] = changed(swap).problems
    assert line_in(swap, problem.line) == '  payd"""'


def test_what_is_sound_can_be_decided_and_read() -> None:
    """Every variant above that passes the check answers a case in words."""
    said = Counter[str]()
    for swap in [
        ("window_days = 15", "window_days = 7"),
        ('decision = "merge"', 'decision = "manual"'),
    ]:
        policy = changed(swap).policy
        assert policy is not None
        facts, at = facts_of_case(policy, a_case(open_application="RF1"))
        said[decide(policy, facts, at).sentence.en] += 1
    assert all(said)
