/** Choosing the card to bind: found among those there are, or made in place. */
import { Button, Modal, TextInput, UnstyledButton } from "@mantine/core";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CardApp, CardOut } from "../../wire/rest";
import { useSettled } from "../ui/settled";
import { useWords, worded } from "../words";
import { hintOf } from "./hint";
import { NewCardForm } from "./new-card";
import { cardsQuery } from "./queries";
import type { Draft } from "./values";
import "../ui/page.css";

type BindProps = {
  app: CardApp;
  known: Draft;
  opened: boolean;
  close: () => void;
  bind: (card: CardOut) => Promise<void>;
  bound: CardOut[];
};

export function BindDialog(props: BindProps) {
  const t = useWords();
  const { app, opened, close } = props;
  const title = app.binds === "client" ? "cards.bind_title" : "cards.register_title";
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t(title, { app: worded(app.names) })}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <BindBody {...props} />
    </Modal>
  );
}

function BindBody({ app, known, close, bind, bound }: BindProps) {
  const t = useWords();
  const [making, setMaking] = useState(false);
  const [words, setWords] = useState("");
  const search = useSettled(words.trim());
  const cards = useInfiniteQuery(cardsQuery(app.id, search));
  const taken = new Set(bound.map((card) => card.id));
  const found = (cards.data?.pages[0]?.items ?? []).filter((card) => !taken.has(card.id)).slice(0, 20);
  const choose = async (card: CardOut) => {
    await bind(card);
    close();
  };
  if (making) {
    return (
      <NewCardForm
        app={app}
        known={known}
        action={t(app.binds === "client" ? "cards.make_and_bind" : "cards.make_and_register")}
        close={close}
        made={bind}
      />
    );
  }
  return (
    <div className="pg-form">
      <TextInput
        type="search"
        data-autofocus
        aria-label={t("cards.find")}
        placeholder={t("cards.find")}
        leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {found.length > 0 ? (
        <ul className="pg-list cd-found">
          {found.map((card) => (
            <li key={card.id}>
              <UnstyledButton onClick={() => choose(card)}>
                <span className="pg-row-title">{card.title}</span>
                <span className="pg-row-hint cd-hint">{hintOf(app, card)}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      ) : cards.isSuccess ? (
        <p className="pg-hint">{t(search ? "cards.nothing_found" : "cards.none")}</p>
      ) : null}
      <Button variant="default" onClick={() => setMaking(true)}>
        {t(app.outside_url === null ? "cards.make" : "cards.by_outside_id")}
      </Button>
    </div>
  );
}
