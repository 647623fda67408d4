"""The matrix, for routes that ask for no sign-in."""

PUBLIC = {
    "POST /api/v1/sign-ins": "the way in",
    "GET /api/v1/set-up/{token}": "the link is the proof",
    "POST /api/v1/set-up": "the link is the proof",
    "GET /api/v1/links/{token}": "the link is the proof",
    "POST /api/v1/links/{token}": "the link is the proof",
    "GET /api/v1/openapi.json": "the API describes itself",
    "GET /api/v1/openapi.json/openapi.json": "the API describes itself",
    "GET /api/v1/openapi.json/{path}": "what is not there",
    "POST /w/{key}/start": "a visitor gets his secret here",
    "GET /w/{key}/loader.js": "part of the site's page",
    "GET /w/{key}/frame": "the frame's page",
    "GET /widget-preview": "the frame's views without anybody's words",
    "POST /api/v1/notifications": "a program's token is the proof",
    "GET /files/{file_id}/{variant}": "the signature is the proof",
    "GET /hooks/{key}": "the provider's signature is the proof",
    "POST /hooks/{key}": "the provider's signature is the proof",
    "GET /hooks/files/{file_id}/{expires}/{signature}/{name}": "the signature is the proof",
    "GET /live": "for who watches over the process",
    "GET /ready": "for who watches over the process",
    "GET /metrics": "from this machine alone",
    "GET /static/{path}": "what was built of the front ends",
    "GET /": "the desk's page",
    "GET /{path}": "the desk's page",
}
"""Routes that ask for no sign-in, and why."""
