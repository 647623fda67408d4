// The sections of the menu that are no live chat, and what stands there for an administrator who works in none.
import { Tooltip } from "@mantine/core";
import IconMessages from "@tabler/icons-react/dist/esm/icons/IconMessages.mjs";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { placesQuery } from "../messages/queries";
import { mentionsQuery } from "../sessions/mentions";
import { useWords } from "../words";
import { useMe } from "./me";
import { type DeskPage, deskPages, menuSections } from "./pages";

export function MenuPages({ rail }: { rail: boolean }) {
  const t = useWords();
  const pages = deskPages(useMe());
  return menuSections.map((section) => {
    const here = pages.filter((page) => page.section === section);
    if (here.length === 0) return null;
    const heading = `menu-${section}`;
    return (
      <section key={section} className="dk-menu-chat" aria-labelledby={heading}>
        <h2 id={heading} className={rail ? "dk-hidden" : "dk-menu-section"}>
          {t(`menu.section.${section}`)}
        </h2>
        <ul>
          {here.map((page) => (
            <li key={page.to}>
              <PageLink page={page} rail={rail} />
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

type LinkedPage = Pick<DeskPage, "to" | "words" | "sign">;

/** `quiet`: another link of the menu marks where one is. */
function PageLink({ page, rail, quiet }: { page: LinkedPage; rail: boolean; quiet?: boolean }) {
  const t = useWords();
  const { sign: Sign } = page;
  return (
    <Tooltip label={t(page.words)} position="right" disabled={!rail}>
      <Link to={page.to} className="dk-menu-link" {...(quiet ? {} : { activeProps: { "data-active": true } })}>
        <Sign size={18} stroke={1.7} aria-hidden="true" />
        <span className={rail ? "dk-hidden" : "dk-menu-label"}>{t(page.words)}</span>
        {page.to === "/messages" ? <Unread /> : page.to === "/mentions" ? <Called /> : null}
      </Link>
    </Tooltip>
  );
}

/** Answers to what one wrote as an employee, not read yet. */
function Unread() {
  const t = useWords();
  const places = useQuery(placesQuery).data?.items ?? [];
  const n = places.reduce((sum, place) => sum + place.unread, 0);
  if (n === 0) return null;
  return (
    <span className="dk-menu-count">
      {n}
      <span className="dk-hidden"> {t("messages.unread", { n })}</span>
    </span>
  );
}

/** Notes that call one and sessions forwarded, not looked at yet. */
function Called() {
  const t = useWords();
  const n = (useQuery(mentionsQuery).data?.items ?? []).filter((one) => one.seen_at === null).length;
  if (n === 0) return null;
  return (
    <span className="dk-menu-count">
      {n}
      <span className="dk-hidden"> {t("colleagues.mentions_unseen")}</span>
    </span>
  );
}

/** Somebody in no live chat: an administrator is shown what he can do, anybody else who can help. */
export function NoLiveChats({ rail }: { rail: boolean }) {
  const t = useWords();
  const { person, messages, cards } = useMe();
  const { administrator } = person;
  // Who writes from inside, or reads cards, has his own pages above: he misses nothing.
  if (!administrator && (messages || cards)) return null;
  return (
    <>
      {rail ? null : (
        <p className="dk-menu-none">{t(administrator ? "menu.no_live_chats_administrator" : "menu.no_live_chats")}</p>
      )}
      {administrator ? (
        <ul>
          <li>
            <PageLink
              page={{ to: "/settings/live-chats", words: "settings.live_chats", sign: IconMessages }}
              rail={rail}
              quiet
            />
          </li>
          <li>
            <PageLink page={{ to: "/settings/groups", words: "settings.groups", sign: IconUsers }} rail={rail} quiet />
          </li>
        </ul>
      ) : null}
    </>
  );
}
