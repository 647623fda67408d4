import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import IconMoodSmile from "@tabler/icons-react/dist/esm/icons/IconMoodSmile.mjs";
import { type KeyboardEvent, useState } from "react";
import { useWords } from "../words";

const signs = [
  ..."😀😄😁😅😂🙂🙃😉😊😍🥰😘😎🤔🤗🤝👍👎👌🙏👏💪👋🙌🎉🎁🔥⭐✅❌❗❓💡⏰📅📎📞💬📧📦🚚💳🧾🛒🏠😢😭😕😔😮😳😴🤒🤦🤷",
];
const COLUMNS = 8;

/** A small fixed grid; arrows move in it. */
export function EmojiButton({ onPick }: { onPick: (sign: string) => void }) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const [place, setPlace] = useState(0);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = Math.min(signs.length - 1, Math.max(0, place + by));
    setPlace(next);
    event.currentTarget.querySelectorAll("button")[next]?.focus();
  };

  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>
        <Tooltip label={t("sessions.emoji")} disabled={opened}>
          <ActionIcon aria-label={t("sessions.emoji")} aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
            <IconMoodSmile size={18} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={t("sessions.emoji")}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the buttons inside */}
        <div className="ss-emoji" onKeyDown={onKeyDown}>
          {signs.map((sign, at) => (
            <button
              key={sign}
              type="button"
              tabIndex={at === place ? 0 : -1}
              data-autofocus={at === place || undefined}
              onClick={() => {
                setOpened(false);
                onPick(sign);
              }}
            >
              {sign}
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
