/** Who gets copies of our letters: shown in About the session, added and dropped there. */
import { ActionIcon, TextInput } from "@mantine/core";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api";
import { queryClient } from "../../query";
import { useWords } from "../../words";
import { errorWords } from "../../words/errors";
import { tellRefusal } from "../deeds";
import { participantsQuery } from "./queries";
import "./letters.css";

export function Participants({ session, after, may }: { session: string; after: number; may: boolean }) {
  const t = useWords();
  const { data } = useQuery(participantsQuery(session, after));
  const [address, setAddress] = useState("");
  const [problem, setProblem] = useState("");
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["participants", session] });
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!address.trim()) return;
    try {
      await api.post(`sessions/${session}/participants`, { address: address.trim() });
      setAddress("");
      await refresh();
    } catch (refused) {
      setProblem(errorWords(refused));
    }
  };
  const drop = async (id: string) => {
    await api.del(`sessions/${session}/participants/${id}`).catch(tellRefusal);
    await refresh();
  };
  const items = data?.items ?? [];
  if (items.length === 0 && !may) return null;
  return (
    <div className="ss-fact">
      <span className="ss-quiet">{t("letters.copies_to")}</span>
      <div className="lt-copies">
        {items.map((one) => (
          <span key={one.id} className="lt-copy">
            <span title={one.address}>{one.name || one.address}</span>
            {one.refused_at ? (
              <span className="lt-refused" title={one.refused ?? undefined}>
                {t("letters.copies_refused")}
              </span>
            ) : null}
            {may ? (
              <ActionIcon
                size={24}
                aria-label={t("letters.copies_drop", { name: one.address })}
                onClick={() => drop(one.id)}
              >
                <IconX size={14} stroke={2} />
              </ActionIcon>
            ) : null}
          </span>
        ))}
        {may ? (
          <form onSubmit={add}>
            <TextInput
              size="xs"
              type="email"
              aria-label={t("letters.copies_add")}
              placeholder={t("letters.copies_add")}
              value={address}
              error={problem || undefined}
              onChange={(event) => {
                setAddress(event.currentTarget.value);
                setProblem("");
              }}
            />
          </form>
        ) : null}
      </div>
    </div>
  );
}
