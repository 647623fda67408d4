/** Notices in My settings: what is heard in all, then each kind with its sound, repetition and ways, and a try. */
import { ActionIcon, Select, Slider, Switch, Tooltip } from "@mantine/core";
import IconPlayerPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs";
import { useState } from "react";
import type { NoticeChoice, NoticeKind, PersonSettings } from "../../wire/rest";
import { changeSettings, useMe } from "../app/me";
import { queryClient } from "../query";
import { Line, SwitchLine } from "../ui/line";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { useWords } from "../words";
import { changed, choiceOf, kinds, type SoundName, soundNames } from "./choices";
import { pushQueryKey, useFacts } from "./facts";
import { PushUnreachable, supportsPush, switchOff, switchOn } from "./push";
import { SelfTest } from "./self-test";
import { primeSound, ring } from "./sound";
import "./notices.css";

const keep = (change: PersonSettings) => changeSettings(change).catch(notify.error);

async function play(sound: SoundName, volume: number): Promise<void> {
  await primeSound();
  ring(sound, volume);
}

export function NoticeCard() {
  const t = useWords();
  const { settings } = useMe().person;
  const facts = useFacts();
  const denied = facts?.notification === "denied" || facts?.notification === "missing";
  return (
    <>
      <Card title={t("me.notices")}>
        <SwitchLine
          label={t("me.sounds")}
          hint={t("me.sounds_hint")}
          checked={settings.sounds !== false}
          turn={(on) => keep({ sounds: on })}
        />
        {settings.sounds === false ? null : <Volume volume={settings.sound_volume ?? 0.7} />}
        <SwitchLine
          label={t("me.desktop_notices")}
          hint={t(denied ? "me.desktop_notices_denied" : "me.desktop_notices_hint")}
          disabled={denied}
          checked={settings.desktop_notices === true && facts?.notification === "granted"}
          turn={(on) => void showOnDesktop(on)}
        />
        <PushSwitch on={facts?.push === "on"} disabled={!facts || denied} />
        <table className="nt-kinds">
          <thead>
            <tr>
              <th scope="col">{t("notices.kind")}</th>
              <th scope="col">{t("notices.sound")}</th>
              <th scope="col">{t("notices.repeat")}</th>
              <th scope="col">{t("notices.push")}</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <KindRow key={kind} kind={kind} settings={settings} />
            ))}
          </tbody>
        </table>
      </Card>
      <Card title={t("notices.test_title")} hint={t("notices.test_hint")}>
        <SelfTest />
      </Card>
    </>
  );
}

async function showOnDesktop(wanted: boolean): Promise<void> {
  const answer = wanted ? await Notification.requestPermission() : "default";
  await keep({ desktop_notices: wanted && answer === "granted" });
}

function KindRow({ kind, settings }: { kind: NoticeKind; settings: PersonSettings }) {
  const t = useWords();
  const choice = choiceOf(settings, kind);
  const name = t(`notices.kind_${kind}`);
  const change = (next: NoticeChoice) => keep(changed(settings, kind, next));
  const own = settings.notices?.[kind];
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <div className="nt-sound">
          <Select
            size="xs"
            w={120}
            aria-label={`${name}: ${t("notices.sound")}`}
            allowDeselect={false}
            data={soundNames.map((sound) => ({ value: sound, label: t(`notices.sound_${sound}`) }))}
            value={choice.sound}
            onChange={(sound) => sound && change({ sound })}
          />
          <Slider
            w={72}
            size="sm"
            min={0.1}
            max={1}
            step={0.1}
            label={(part) => `${Math.round(part * 100)} %`}
            thumbLabel={`${name}: ${t("me.volume")}`}
            disabled={settings.sounds === false || choice.sound === "none"}
            key={own?.volume ?? settings.sound_volume ?? 0.7}
            defaultValue={own?.volume ?? settings.sound_volume ?? 0.7}
            onChangeEnd={(volume) => change({ volume })}
          />
          <Tooltip label={t("notices.try")}>
            <ActionIcon
              size={28}
              aria-label={`${t("notices.try")}: ${name}`}
              onClick={() => void play(choice.sound, choice.volume)}
            >
              <IconPlayerPlay size={14} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        </div>
      </td>
      <td data-label={t("notices.repeat")}>
        <Switch
          size="xs"
          aria-label={`${name}: ${t("notices.repeat")}`}
          checked={choice.repeat}
          onChange={(event) => change({ repeat: event.currentTarget.checked })}
        />
      </td>
      <td data-label={t("notices.push")}>
        <Switch
          size="xs"
          aria-label={`${name}: ${t("notices.push")}`}
          checked={choice.push && choice.desktop}
          onChange={(event) => change({ push: event.currentTarget.checked, desktop: event.currentTarget.checked })}
        />
      </td>
    </tr>
  );
}

/** Kept when the handle is let go; while it moves only the screen follows. */
function Volume({ volume }: { volume: number }) {
  const t = useWords();
  const [moving, setMoving] = useState(volume * 100);
  return (
    <Line label={t("me.volume")}>
      <Slider
        thumbLabel={t("me.volume")}
        w={160}
        min={10}
        max={100}
        step={10}
        label={(percent) => `${percent} %`}
        value={moving}
        onChange={setMoving}
        onChangeEnd={(percent) => keep({ sound_volume: percent / 100 })}
      />
    </Line>
  );
}

function PushSwitch({ on, disabled }: { on: boolean; disabled: boolean }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (wanted: boolean) => {
    setBusy(true);
    setProblem(null);
    try {
      if (!wanted) await switchOff();
      else if (!(await switchOn())) setProblem(t("me.desktop_notices_denied"));
    } catch (refused) {
      if (refused instanceof PushUnreachable) setProblem(t("notices.push_unreachable"));
      else notify.error(refused);
    }
    await queryClient.invalidateQueries({ queryKey: pushQueryKey });
    setBusy(false);
  };
  return (
    <SwitchLine
      label={t("notices.push_here")}
      hint={problem ?? t(supportsPush() ? "notices.push_hint" : "notices.push_missing")}
      disabled={disabled || busy || !supportsPush()}
      checked={on}
      turn={(wanted) => void change(wanted)}
    />
  );
}
