// Online, Away, Offline. Going Offline with open sessions asks first: they stay mine, and I could not answer.

import { Button, Group, Modal, Text } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { create } from "zustand";
import type { WorkingStatus } from "../../wire/rest";
import { knownCounters, setStatus } from "../store";
import { StatusDot } from "../ui/avatar";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { useMe } from "./me";

const useAsking = create<{ open: number | null }>(() => ({ open: null }));

let wished = 0;

/** Changes my status; before Offline it must be known how many sessions are mine, so the first counters are awaited. */
export async function changeStatus(status: WorkingStatus): Promise<void> {
  wished += 1;
  const wish = wished;
  try {
    if (status === "offline") {
      const { live_chats } = await knownCounters();
      // Another one was chosen while the answer was on its way.
      if (wish !== wished) return;
      const open = Object.values(live_chats).reduce((sum, each) => sum + (each.mine ?? 0), 0);
      if (open > 0) {
        useAsking.setState({ open });
        return;
      }
    }
    await setStatus(status);
  } catch (error) {
    notify.error(error);
  }
}

/** On the pages of sessions: why nothing can be done there, and the one next step. */
export function OfflineStrip() {
  const t = useWords();
  const { person } = useMe();
  const { group } = useParams({ strict: false });
  if (person.status !== "offline" || !group) return null;
  return (
    <div className="dk-strip" role="status">
      <StatusDot status="offline" />
      <span>{t("status.offline_strip")}</span>
      <Button size="compact-sm" variant="light" onClick={() => setStatus("online").catch(notify.error)}>
        {t("status.go_online")}
      </Button>
    </div>
  );
}

export function OfflineQuestion() {
  const t = useWords();
  const open = useAsking((state) => state.open);
  const close = () => useAsking.setState({ open: null });
  return (
    <Modal
      opened={open !== null}
      onClose={close}
      title={t("status.offline_title")}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text>{t("status.offline_warning", { n: open ?? 0 })}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {t("do.cancel")}
        </Button>
        <Button
          data-autofocus
          onClick={() => {
            close();
            setStatus("offline").catch(notify.error);
          }}
        >
          {t("status.go_offline")}
        </Button>
      </Group>
    </Modal>
  );
}
