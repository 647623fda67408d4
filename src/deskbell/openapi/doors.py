"""Every room's doors under /api/v1, in one list."""

from collections.abc import Sequence
from typing import Any

from deskbell.audit import api as audit_api
from deskbell.auth import api as auth_api
from deskbell.auth import api_programs
from deskbell.blocklist import api as blocklist_api
from deskbell.channels import api as channels_api
from deskbell.channels import api_composing, api_mending, api_notifying, api_outreach
from deskbell.channels import api_health as channel_health_api
from deskbell.channels.email import api as email_api
from deskbell.channels.email import pages as letter_pages
from deskbell.channels.internal import api as internal_api
from deskbell.clients import api as apps_api
from deskbell.clients import api_cards
from deskbell.embed import api as embed_api
from deskbell.embed import api_sites
from deskbell.live_chats import api as live_chats_api
from deskbell.live_chats import api_hours, api_labels
from deskbell.notices import api as notices_api
from deskbell.people import api as people_api
from deskbell.reports import api as reports_api
from deskbell.schedules import api as schedules_api
from deskbell.sessions import api as sessions_api
from deskbell.sessions import api_bulk as session_bulk_api
from deskbell.sessions import api_clients, api_colleagues, api_deliveries
from deskbell.sessions import api_files as session_files_api
from deskbell.sessions import api_labels as session_labels_api
from deskbell.sessions import api_offered as session_offered_api
from deskbell.sessions import api_spam as session_spam_api
from deskbell.sessions import api_table as session_table_api
from deskbell.sessions import api_wallboard as session_wallboard_api
from deskbell.templates import api as templates_api
from deskbell.templates import api_articles

API_ROUTES: Sequence[Any] = [
    *auth_api.ROUTES,
    *people_api.ROUTES,
    *audit_api.ROUTES,
    *live_chats_api.ROUTES,
    *api_labels.ROUTES,
    *api_hours.ROUTES,
    *schedules_api.ROUTES,
    *channels_api.ROUTES,
    *api_mending.ROUTES,
    *api_notifying.ROUTES,
    *api_programs.ROUTES,
    *api_deliveries.ROUTES,
    *channel_health_api.ROUTES,
    *api_composing.ROUTES,
    *notices_api.ROUTES,
    *internal_api.ROUTES,
    *embed_api.ROUTES,
    *api_sites.ROUTES,
    *api_outreach.ROUTES,
    *email_api.ROUTES,
    *letter_pages.ROUTES,
    *sessions_api.ROUTES,
    *session_files_api.ROUTES,
    *api_colleagues.ROUTES,
    *apps_api.ROUTES,
    *api_cards.ROUTES,
    *api_clients.ROUTES,
    *session_labels_api.ROUTES,
    *session_table_api.ROUTES,
    *session_bulk_api.ROUTES,
    *session_wallboard_api.ROUTES,
    *blocklist_api.ROUTES,
    *session_spam_api.ROUTES,
    *templates_api.ROUTES,
    *api_articles.ROUTES,
    *session_offered_api.ROUTES,
    *reports_api.ROUTES,
]
