/** Clients: found by a piece of a name, an e-mail or a phone, as far as one may see them. */
import { TextInput } from "@mantine/core";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Card, Page } from "../ui/page";
import { useSettled } from "../ui/settled";
import { EmptyState } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { FoundWords } from "./found";
import { foundClientsQuery, recentClientsQuery } from "./queries";
import "./clients.css";

export function ClientsPage() {
  const t = useWords();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }).search ?? "";
  const [words, setWords] = useState(asked);
  const search = useSettled(words.trim());
  // What was looked for stands in the address, so that "back" from a client finds it again. Who is on his way to a client
  // already is not called back by words that settle meanwhile.
  const leaving = useRef(false);
  useEffect(() => {
    if (leaving.current) return;
    void navigate({ to: "/clients", search: search ? { search } : {}, replace: true });
  }, [search, navigate]);
  const found = useQuery(foundClientsQuery(search));
  const recent = useQuery({ ...recentClientsQuery, enabled: search.length < 2 });
  const shown = search.length >= 2 ? found : recent;
  const items = shown.data?.items ?? [];
  return (
    <Page title={t("clients.title")} hint={t("clients.hint")}>
      <TextInput
        className="cl-search"
        type="search"
        autoFocus
        aria-label={t("clients.search")}
        placeholder={t("clients.search")}
        leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Card flush {...(search.length < 2 && items.length > 0 && { title: t("clients.recent") })}>
        {shown.error ? <p className="cl-none">{errorWords(shown.error)}</p> : null}
        {items.length > 0 ? (
          <ul className="pg-list">
            {items.map((client) => (
              <li key={client.id}>
                <Link
                  to="/clients/$clientId"
                  params={{ clientId: client.id }}
                  className="pg-row"
                  onClick={(event) => {
                    leaving.current = !(event.ctrlKey || event.metaKey || event.shiftKey);
                  }}
                >
                  <FoundWords client={client} />
                  <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        ) : shown.error || shown.isPending ? null : search.length < 2 ? (
          <EmptyState compact sign="people" title={t("clients.search")} hint={t("clients.search_hint")} />
        ) : (
          <EmptyState compact sign="people" title={t("clients.nothing_found")} hint={t("clients.nothing_found_hint")} />
        )}
      </Card>
    </Page>
  );
}
