/** Live Chat Messages on a card: the same reader that other applications embed, through the desk's own sign-in. */
import { useEffect, useRef } from "react";
import type { Door } from "../../embed/model";
import { mountReader } from "../../embed/reader";
import { en, ru } from "../../embed/words";
import { api } from "../api";
import type { CardSection } from "../cards/card";
import { Card } from "../ui/page";
import { spoken, useWords } from "../words";

export const CardMessages: CardSection = ({ card }) => {
  const t = useWords();
  const place = useRef<HTMLDivElement>(null);
  const tongue = spoken();
  useEffect(() => {
    if (!place.current) return;
    const base = `cards/${card.id}/messages`;
    const door: Door = {
      get: (path) => api.get(base + path),
      post: (path, body) => api.post(base + path, body),
      reply: (session, sendKey, text) => api.post(`sessions/${session}/messages`, { send_key: sendKey, text }),
      deskLink: (session) => {
        const group = session.state === "closed" ? "closed" : session.state === "waiting" ? "queue" : "mine";
        return `/live-chats/${session.live_chat.id}/${group}/${session.id}`;
      },
    };
    const reader = mountReader(place.current, door, tongue === "ru" ? ru : en, tongue);
    return reader.stop;
  }, [card.id, tongue]);
  return (
    <Card title={t("embed.section")} hint={t("embed.section_hint")} flush>
      <div ref={place} />
    </Card>
  );
};
CardMessages.displayName = "CardMessages";
