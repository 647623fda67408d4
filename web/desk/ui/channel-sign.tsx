// The sign of a kind of channel, the same everywhere: in rows, threads, settings.
import IconBrandTelegram from "@tabler/icons-react/dist/esm/icons/IconBrandTelegram.mjs";
import IconBuilding from "@tabler/icons-react/dist/esm/icons/IconBuilding.mjs";
import IconMail from "@tabler/icons-react/dist/esm/icons/IconMail.mjs";
import IconMessageCircle from "@tabler/icons-react/dist/esm/icons/IconMessageCircle.mjs";
import IconPhone from "@tabler/icons-react/dist/esm/icons/IconPhone.mjs";
import IconPlug from "@tabler/icons-react/dist/esm/icons/IconPlug.mjs";
import IconWebhook from "@tabler/icons-react/dist/esm/icons/IconWebhook.mjs";
import IconWorld from "@tabler/icons-react/dist/esm/icons/IconWorld.mjs";

const signs: Record<string, typeof IconPlug> = {
  widget: IconWorld,
  internal: IconBuilding,
  email: IconMail,
  telegram: IconBrandTelegram,
  viber: IconPhone,
  line: IconMessageCircle,
  webhook: IconWebhook,
};

/** Decoration beside words that name the channel; a kind unknown here is a plug. */
export function ChannelSign({ kind, size = 18, stroke = 1.7 }: { kind: string; size?: number; stroke?: number }) {
  const Sign = signs[kind] ?? IconPlug;
  return <Sign size={size} stroke={stroke} aria-hidden="true" />;
}

/** The ground of a kind's sign in lists. */
export const channelColour = (kind: string): string => grounds[kind] ?? "#495057";

const grounds: Record<string, string> = {
  email: "#1864ab",
  telegram: "#1971a8",
  viber: "#6741d9",
  line: "#1b7f3b",
  webhook: "#364fc7",
};
