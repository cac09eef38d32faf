"""What a report is compared with: what the same unit reported for earlier periods and in other forms, each by the items of the
version that asks. What an earlier version called otherwise is found; what it meant otherwise is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from xinxiao.collect.examine import Beside, references
from xinxiao.collect.links import linked
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.period import earlier, ending_with
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms


def beside(call: Call, key: ReportKey, bundle: Bundle, further: Collection[int] = ()) -> Beside:
    """What was reported of the same unit for the periods and forms that rules, or whoever looks, compare with.

    ``further``: periods before that are looked at beside those of rules. Another form is taken in the version that was issued
    for this period, where none was in the last one.
    """
    wanted = {(item.form or key.form, item.shift) for item in references(bundle.form)}
    wanted |= {(key.form, count) for count in further}
    if not wanted:
        return Beside(period=key.period)
    keys = {
        pair: [ReportKey(pair[0], period, key.unit) for period in looked_at(key.form, key.period, *pair)]
        for pair in wanted
    }
    held = call.ports.reports.contents(frozenset(each for every in keys.values() for each in every))
    found = {pair: each for pair, every in keys.items() for each in every if each in held}
    bundles = others(call, key.period, {form for form, _ in found} - {key.form})
    contents = {}
    for pair, each in found.items():
        asks = (bundles.get(each.form) or bundle).form
        old = form_of(call, each.form, each.period)
        content = content_of(held[each])
        contents[pair] = linked(old, asks, content, versions(call, each.form, old, asks))
    return Beside(contents, bundles, key.period)


def looked_at(own: str, period: str, form: str, shift: int) -> tuple[str, ...]:
    """For which period of a form a rule of the form ``own`` looks: so many periods before; of another form, which may be of a finer
    frequency, the one that ends with that period. Only one of them can be, for a form has one frequency."""
    then = earlier(period, shift)
    return (then,) if form == own else ending_with(then)


def others(call: Call, period: str, names: Collection[str]) -> dict[str, Bundle]:
    """Other forms as they were issued for the period of a report, else as they were issued last; none that never was."""
    found, periods = {}, ending_with(period)
    for name in names:
        issues = call.ports.reports.issues(name)
        own = [issue for issue in issues if issue.period in periods] or issues[-1:]
        if own:
            found[name] = forms.bundle(call, own[-1])
    return found


def form_of(call: Call, form: str, period: str) -> Form:
    """The form in the version that was issued for a period. Raises :class:`NotFound`."""
    return forms.bundle(call, forms.issue_of(call, form, period)).form


def versions(call: Call, form: str, *ends: Form) -> Mapping[str, Form]:
    """The versions of a form that were issued, by version: the way from one to another may lead over them.

    Nothing is read where the ends are one version.
    """
    if len({end.version for end in ends}) == 1:
        return {}
    return {issue.version: forms.bundle(call, issue).form for issue in call.ports.reports.issues(form)}
