"""The catalogue of a portal: what is live, at the addresses of this portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import get_args
from urllib.parse import quote

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.release_views import ReleaseViews
from xinxiao.entry.portal.route import Site
from xinxiao.model.contact import Contact
from xinxiao.model.life import Lived
from xinxiao.model.programme import Programme
from xinxiao.model.release import Release
from xinxiao.model.resource import Sharing
from xinxiao.model.structure import Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.catalogue.entries import (
    Agent,
    Catalogue,
    DataSet,
    Distribution,
    Held,
    Series,
    Service,
    Theme,
)
from xinxiao.publish.catalogue.schema_org import schema_org
from xinxiao.publish.files import FORMATS, MEDIA
from xinxiao.publish.files.package import MEDIA as ZIP
from xinxiao.publish.sdmx.forms import FORMS as DATA_FORMS
from xinxiao.publish.sdmx.structure.artefact import Ref
from xinxiao.publish.sdmx.structure.artefacts import paths_of, structure_of
from xinxiao.settings import chosen
from xinxiao.texts import text
from xinxiao.uses import releases

SDMX = "/sdmx/v2"
SERVED = ("csv-2.0", "json-2.0", "ml-3.0")
"""Forms of SDMX 3 that the service of REST 2 gives."""
STANDARD = "https://github.com/sdmx-twg/sdmx-rest/tree/v2.2.2"
"""The specification that the service for programs follows."""


def both(key: str, **places: object) -> Text:
    """A text of the portal in both languages."""
    return Text(zh=text("zh", f"web.{key}", **places), en=text("en", f"web.{key}", **places))


def catalogue(site: Site, origin: str) -> Catalogue:
    """What is live now; ``origin`` is scheme and host of this portal. Raises ``NotFound`` when nothing is."""
    serves = any(route.pattern.startswith(f"{SDMX}/data") for route in site.table.routes)
    return Describer(site.views, f"{origin}{site.root}", serves).catalogue()


def linked(request: PageRequest, flow: Dataflow) -> str:
    """A dataflow of the release of a page as schema.org has it, in the page's language; empty for what is not live."""
    known = Describer(request.views, chosen("address") + request.root, serves=False).catalogue()
    own = (request.view.id, flow.id)
    found = next((item for item in known.datasets if (item.release, item.id) == own), None)
    return schema_org(known, found, request.lang) if found else ""


class Describer:
    """Says of each thing where it stands in this portal."""

    def __init__(self, views: ReleaseViews, base: str, serves: bool) -> None:
        self.base, self.serves = base, serves
        self.view = views.view()
        self.programme: Programme = self.view.programme
        self.call = views.call()
        self.lives = [life for life in reversed(views.lives) if self._is_ours(life)]
        self.themes = _themes(self.programme)

    def _is_ours(self, life: Lived) -> bool:
        return life.is_shown and life.entry.programme == self.programme.id

    def catalogue(self) -> Catalogue:
        file = self.programme.file
        datasets = self.datasets()
        held = {item.series for item in datasets}
        return Catalogue(
            iri=f"{self.base}/catalogue",
            title=Text(
                zh=text("zh", "web.catalogue.of", name=file.name.zh),
                en=text("en", "web.catalogue.of", name=file.name.en),
            ),
            description=file.summary,
            publisher=Agent(f"{self.base}/catalogue#publisher", file.agency),
            page=f"{self.base}/zh/catalogue",
            modified=max((life.since for life in self.lives), default=""),
            place=(file.nation, self._place()),
            licence=file.licence.url or "" if file.licence else "",
            contact=Contact(file.contact),
            yearly=_yearly(self.programme),
            scheme=_scheme(self.programme),
            series=tuple(s for s in map(self.series, self.programme.flows.values()) if s.iri in held),
            datasets=datasets,
            services=self.services(),
            held=tuple(self.resources()),
            sharing={name: both(f"resource.{name}") for name in get_args(Sharing)},
        )

    def _place(self) -> Text:
        nation = self.programme.area(self.programme.file.nation)
        return nation.name if nation else Text(zh=self.programme.file.nation, en=self.programme.file.nation)

    def series(self, flow: Dataflow) -> Series:
        return Series(self._series(flow.id), _title(flow), _about(flow), f"{self.base}/zh/data/{flow.id}")

    def _series(self, flow: str) -> str:
        return f"{self.base}/catalogue#{flow}"

    def datasets(self) -> tuple[DataSet, ...]:
        """Each dataflow of each live release, the earlier release first."""
        found: list[DataSet] = []
        last: dict[str, str] = {}
        for life in self.lives:
            release = releases.manifest(self.call, life.entry.sha256)
            for name in release.datasets:
                flow = self.programme.flows.get(name)
                if flow is not None:
                    found.append(self.dataset(flow, release, life, last.get(name, "")))
                    last[name] = found[-1].iri
        return tuple(found)

    def dataset(self, flow: Dataflow, release: Release, life: Lived, before: str) -> DataSet:
        title, themes = _title(flow), self.themes.get(flow.id, ())
        file = self.programme.file
        return DataSet(
            iri=f"{self.base}/releases/{release.id}/data/{flow.id}",
            series=self._series(flow.id),
            id=flow.id,
            title=Text(zh=f"{title.zh}（{release.id}）", en=f"{title.en} ({release.id})"),
            description=_about(flow),
            keywords=(file.short, *(theme.name for theme in themes)),
            themes=themes,
            release=release.id,
            issued=life.since,
            first=release.first,
            last=release.last,
            provenance=both(
                "catalogue.provenance",
                programme=f"{release.programme.id} {release.programme.version}",
                code=release.code.version,
                as_of=release.as_of,
                sha256=release.sha256,
            ),
            structure=structure_of(flow).urn,
            page=f"{self.base}/zh/data/{flow.id}?release={release.id}",
            files=(
                *(self.file(flow, release, form) for form in (*FORMATS, "zip")),
                *self.served(flow, release),
            ),
            before=before,
        )

    def file(self, flow: Dataflow, release: Release, form: str) -> Distribution:
        part = release.datasets[flow.id]
        sealed = form == "parquet"
        return Distribution(
            f"{self.base}/releases/{quote(release.id)}/data/{quote(flow.id)}.{form}",
            Text(zh=f"{flow.id}.{form}", en=f"{flow.id}.{form}"),
            ZIP if form == "zip" else MEDIA[form],
            part.bytes if sealed else None,
            part.sha256 if sealed else "",
        )

    def served(self, flow: Dataflow, release: Release) -> Sequence[Distribution]:
        """What the SDMX service gives of a dataflow: that of the release shown to who names none."""
        if not self.serves or release.id != self.view.id:
            return ()
        path = f"{self.base}{SDMX}/data/dataflow/{flow.agency}/{flow.id}/{flow.version}/*"
        return [
            Distribution(
                f"{path}#{name}",
                Text(zh=f"{flow.id}：{form.media}", en=f"{flow.id}: {form.media}"),
                form.media,
                service=f"{self.base}{SDMX}",
                asked=path,
            )
            for name, form in DATA_FORMS.items()
            if name in SERVED
        ]

    def services(self) -> tuple[Service, ...]:
        """The SDMX service, where this portal has it."""
        if not self.serves:
            return ()
        about = f"{self.base}/openapi.json"
        return (Service(f"{self.base}{SDMX}", both("catalogue.service"), about, STANDARD),)

    def resources(self) -> Sequence[Held]:
        bodies = self.view.codes
        out = []
        for item in self.programme.resources:
            listed = bodies.get(("CL_BODY", item.holder))
            name = listed.name if listed else Text(zh=item.holder, en=item.holder)
            holder = Agent(f"{self.base}/catalogue#{item.holder}", name)
            out.append(Held(f"{self.base}/resources#{item.id}", holder, item, f"{self.base}/zh/resources"))
        return out


def _title(flow: Dataflow) -> Text:
    return flow.name or Text(zh=flow.id, en=flow.id)


def _about(flow: Dataflow) -> Text:
    return flow.description or _title(flow)


def _scheme(programme: Programme) -> str:
    declared = programme.categories
    return _ref(programme).urn if declared else ""


def _ref(programme: Programme) -> Ref:
    declared = programme.categories
    assert declared is not None
    return Ref("categoryscheme", programme.structures.agency, declared.id, declared.version)


def _themes(programme: Programme) -> Mapping[str, tuple[Theme, ...]]:
    """The parts of the policy that each dataflow speaks of."""
    declared = programme.categories
    if declared is None:
        return {}
    paths, ref = paths_of(declared), _ref(programme)
    found: dict[str, list[Theme]] = {}
    for category in declared.categories:
        for flow in category.dataflows:
            found.setdefault(flow, []).append(Theme(ref.item(paths[category.id]), category.name))
    return {flow: tuple(themes) for flow, themes in found.items()}


def _yearly(programme: Programme) -> bool:
    """Whether its cycles are of one year after the other."""
    years = sorted(cycle.last for cycle in programme.file.cycles)
    return len(years) > 1 and all(b - a == 1 for a, b in pairwise(years))
