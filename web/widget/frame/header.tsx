import { Icon } from "./icons";
import { isLive, type State } from "./model";
import { initials, useRoom } from "./use";
import { say } from "./words";

interface Props {
  state: State;
  /** Shown until the start has answered. */
  name: string;
  alone: boolean;
  onClose: () => void;
}

export function Header({ state, name, alone, onClose }: Props) {
  const { chat } = useRoom();
  const { channel, session, online, sound, full } = state;
  const operator = isLive(session) ? session?.operator?.name : undefined;
  const title = channel?.title || name || say("chat");
  const under = operator
    ? say("withYou", { name: operator })
    : online
      ? channel?.answer_words || say("answers")
      : say("offlineShort");
  return (
    <header class="head">
      <span class="avatar large" aria-hidden="true">
        {initials(operator ?? title) || <Icon name="chat" />}
        {channel && <i class={online || operator ? "dot on" : "dot"} />}
      </span>
      <div class="head-text">
        <h1 dir="auto">{title}</h1>
        {channel && <p dir="auto">{under}</p>}
      </div>
      <button
        type="button"
        class="tool"
        aria-pressed={sound}
        aria-label={say(sound ? "soundOff" : "soundOn")}
        title={say(sound ? "soundOff" : "soundOn")}
        onClick={() => chat.setSound(!sound)}
      >
        <Icon name={sound ? "bell" : "mute"} />
      </button>
      {!alone && (
        <button type="button" class="tool" aria-label={say("close")} title={say("close")} onClick={onClose}>
          <Icon name={full ? "x" : "down"} />
        </button>
      )}
    </header>
  );
}
