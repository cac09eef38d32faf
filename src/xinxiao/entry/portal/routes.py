"""The table of routes: every address the portal answers, put together from the features' rows."""

from __future__ import annotations

from xinxiao.entry.portal.about.routes import ROUTES as ABOUT
from xinxiao.entry.portal.account.routes import ROUTES as ACCOUNT
from xinxiao.entry.portal.areas.routes import ROUTES as AREAS
from xinxiao.entry.portal.asks.routes import ROUTES as ASKS
from xinxiao.entry.portal.audit.routes import ROUTES as AUDIT
from xinxiao.entry.portal.calendar.routes import ROUTES as CALENDAR
from xinxiao.entry.portal.catalogue.routes import ROUTES as CATALOGUE
from xinxiao.entry.portal.codelists.routes import ROUTES as CODELISTS
from xinxiao.entry.portal.collection.routes import ROUTES as COLLECTION
from xinxiao.entry.portal.data.routes import ROUTES as DATA
from xinxiao.entry.portal.domains.routes import ROUTES as DOMAINS
from xinxiao.entry.portal.explain.routes import ROUTES as EXPLAIN
from xinxiao.entry.portal.filling.routes import ROUTES as FILLING
from xinxiao.entry.portal.forms.routes import ROUTES as FORMS
from xinxiao.entry.portal.home.routes import ROUTES as HOME
from xinxiao.entry.portal.index.routes import ROUTES as INDEX
from xinxiao.entry.portal.indicators.routes import ROUTES as INDICATORS
from xinxiao.entry.portal.ledger.routes import ROUTES as LEDGER
from xinxiao.entry.portal.machine.routes import ROUTES as MACHINE
from xinxiao.entry.portal.methods.routes import ROUTES as METHODS
from xinxiao.entry.portal.operation.routes import ROUTES as OPERATION
from xinxiao.entry.portal.oversight.draws.routes import ROUTES as DRAWS
from xinxiao.entry.portal.oversight.draws_desk.routes import ROUTES as DRAWS_DESK
from xinxiao.entry.portal.oversight.lists.routes import ROUTES as LISTS
from xinxiao.entry.portal.oversight.personal.routes import ROUTES as PERSONAL
from xinxiao.entry.portal.oversight.routes import ROUTES as OVERSIGHT
from xinxiao.entry.portal.oversight.verification.routes import ROUTES as VERIFICATION
from xinxiao.entry.portal.people.routes import ROUTES as PEOPLE
from xinxiao.entry.portal.pull.routes import ROUTES as PULL
from xinxiao.entry.portal.quality.routes import ROUTES as QUALITY
from xinxiao.entry.portal.releases.routes import ROUTES as RELEASES
from xinxiao.entry.portal.resources.routes import ROUTES as RESOURCES
from xinxiao.entry.portal.revisions.routes import ROUTES as REVISIONS
from xinxiao.entry.portal.route import Table
from xinxiao.entry.portal.scopes.routes import ROUTES as SCOPES
from xinxiao.entry.portal.sdmx.routes import ROUTES as SDMX
from xinxiao.entry.portal.sdmx.structure_routes import ROUTES as STRUCTURES
from xinxiao.entry.portal.search.routes import ROUTES as SEARCH
from xinxiao.entry.portal.site.routes import FALLBACK
from xinxiao.entry.portal.site.routes import ROUTES as SITE
from xinxiao.entry.portal.targets.routes import ROUTES as TARGETS
from xinxiao.entry.portal.tasks.routes import ROUTES as TASKS
from xinxiao.entry.portal.work.routes import ROUTES as WORK

TABLE = Table(
    (
        *SITE,
        *HOME,
        *TARGETS,
        *TASKS,
        *ASKS,
        *DOMAINS,
        *INDEX,
        *AUDIT,
        *ACCOUNT,
        *PULL,
        *AREAS,
        *INDICATORS,
        *SCOPES,
        *DATA,
        *CATALOGUE,
        *CODELISTS,
        *RESOURCES,
        *FORMS,
        *EXPLAIN,
        *RELEASES,
        *REVISIONS,
        *CALENDAR,
        *QUALITY,
        *METHODS,
        *ABOUT,
        *SEARCH,
        *SDMX,
        *STRUCTURES,
        *LEDGER,
        *VERIFICATION,
        *WORK,
        *OPERATION,
        *PEOPLE,
        *COLLECTION,
        *FILLING,
        *MACHINE,
        *LISTS,
        *DRAWS,
        *DRAWS_DESK,
        *OVERSIGHT,
        *PERSONAL,
    ),
    FALLBACK,
)
"""All of them, in the order of the menu."""
