// The frame of the settings: their own small menu beside the page, above it where the window is narrow.
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useMe } from "../app/me";
import { useWords } from "../words";
import { settingsPages } from "./pages";
import "./settings.css";

export function SettingsLayout() {
  const t = useWords();
  const pages = settingsPages(useMe());
  const path = useRouterState({ select: (state) => state.location.pathname });
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the menu is a strip, and the page chosen may be beyond its edge
  useEffect(() => {
    nav.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  const sections = [...new Set(pages.map((page) => page.section))];
  return (
    <div className="st-layout">
      <nav ref={nav} className="st-nav" aria-label={t("menu.settings")}>
        {sections.map((section) => (
          <div key={section} className="st-nav-section">
            <h2 className="dk-menu-heading">{t(section)}</h2>
            <ul>
              {pages
                .filter((page) => page.section === section)
                .map((page) => (
                  <li key={page.to}>
                    <Link to={page.to} className="dk-menu-link" activeProps={{ "data-active": true }}>
                      <span className="dk-menu-label">{t(page.words)}</span>
                    </Link>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a page may hold nothing to focus, and must scroll by keyboard */}
      <div className="st-page" tabIndex={0}>
        <Outlet />
      </div>
    </div>
  );
}
