/** Merging: find the same person among one's clients, say yes once; it can be undone on the page. */
import { Modal, TextInput, UnstyledButton } from "@mantine/core";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ClientPage, FoundClient } from "../../wire/rest";
import { api } from "../api";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { useSettled } from "../ui/settled";
import { useWords } from "../words";
import { FoundWords } from "./found";
import { foundClientsQuery, keepClient } from "./queries";

type MergeProps = { client: ClientPage; opened: boolean; close: () => void };

export function MergeDialog({ client, opened, close }: MergeProps) {
  const t = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("clients.merge_title", { name: client.name ?? t("clients.nameless") })}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <MergeBody client={client} close={close} />
    </Modal>
  );
}

function MergeBody({ client, close }: Omit<MergeProps, "opened">) {
  const t = useWords();
  const [words, setWords] = useState("");
  const search = useSettled(words.trim());
  const found = useQuery(foundClientsQuery(search));
  const name = client.name ?? t("clients.nameless");
  const others =
    search.length < 2 ? [] : (found.data?.items ?? []).filter((one) => one.id !== client.id && !one.internal);
  const merge = async (other: FoundClient) => {
    // The question stands in place of the dialog, not under it.
    close();
    const sure = await confirm({
      title: t("clients.merge_ask", { other: other.name ?? t("clients.nameless"), name }),
      body: t("clients.merge_body", { name }),
      action: t("clients.merge_do"),
    });
    if (!sure) return;
    try {
      keepClient(await api.post<ClientPage>(`clients/${client.id}/merge`, { client_id: other.id }));
      notify.ok(t("clients.merged_ok"));
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <div className="pg-form">
      <p className="pg-hint">{t("clients.merge_hint", { name })}</p>
      <TextInput
        type="search"
        data-autofocus
        aria-label={t("clients.search")}
        placeholder={t("clients.search")}
        leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {others.length > 0 ? (
        <ul className="pg-list cl-found">
          {others.map((other) => (
            <li key={other.id}>
              <UnstyledButton
                className="cl-choice"
                aria-label={t("clients.merge_one", { name: other.name ?? t("clients.nameless") })}
                onClick={() => merge(other)}
              >
                <FoundWords client={other} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      ) : search.length >= 2 && found.isSuccess ? (
        <p className="pg-hint">{t("clients.nothing_found")}</p>
      ) : null}
    </div>
  );
}
