/** Suggested: articles that the client's last words speak of. Nothing is drawn where there are none. */
import { ActionIcon, Tooltip } from "@mantine/core";
import IconTextPlus from "@tabler/icons-react/dist/esm/icons/IconTextPlus.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SessionPage } from "../../wire/rest";
import { useWords } from "../words";
import { cardText, insertInto } from "./card";
import { suggestedQuery } from "./queries";
import "./slash.css";

export function Suggested({ page: { session, may } }: { page: SessionPage }) {
  const t = useWords();
  const { data } = useQuery(suggestedQuery(session.id, session.client_count));
  if (!data || data.articles.length === 0) return null;
  return (
    <section className="ss-about-section">
      <h3>{t("templates.suggested")}</h3>
      <ul className="tp-suggested">
        {data.articles.map((card) => (
          <li key={card.id}>
            <span>
              <Link to="/articles/$articleId" params={{ articleId: card.id }}>
                {card.title}
              </Link>
              {card.summary ? <small>{card.summary}</small> : null}
            </span>
            {may.reply ? (
              <Tooltip label={t("templates.suggested_insert", { name: card.title })}>
                <ActionIcon
                  aria-label={t("templates.suggested_insert", { name: card.title })}
                  onClick={() => insertInto(session.id, cardText(card))}
                >
                  <IconTextPlus size={18} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
