// The frame of the settings: their own small menu beside the page, above it where the window is narrow.
import { Link, Outlet } from "@tanstack/react-router";
import { useMe } from "../app/me";
import { useWords } from "../words";
import { settingsPages } from "./pages";
import "./settings.css";

export function SettingsLayout() {
  const t = useWords();
  const pages = settingsPages(useMe());
  const sections = [...new Set(pages.map((page) => page.section))];
  return (
    <div className="st-layout">
      <nav className="st-nav" aria-label={t("menu.settings")}>
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
      <div className="st-page">
        <Outlet />
      </div>
    </div>
  );
}
