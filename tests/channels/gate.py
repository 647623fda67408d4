"""A port before the house, for providers that call back and fetch files over the network."""

import httpx
from tests.fakes.web import Answer, Asked, Web


class Gate:
    """A port before the house: its webhooks, and the files that it lends."""

    def __init__(self, provider: httpx.AsyncClient) -> None:
        self._provider = provider
        self.web = Web(self._answer)
        self.refuse = 0

    async def _answer(self, asked: Asked) -> Answer:
        if asked.method == "POST" and self.refuse:
            self.refuse -= 1
            return Answer(503)
        headers = {name: value for name, value in asked.headers.items() if name.startswith(("x-", "content-type"))}
        answer = await self._provider.request(asked.method, asked.path, content=asked.body, headers=headers)
        return Answer(answer.status_code, answer.content, answer.headers.get("content-type", "text/plain"))
