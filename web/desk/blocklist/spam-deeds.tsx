// Marking a session as spam by hand, and bringing it back; each offers the way back, or to what is in the way.
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { SessionDetail } from "../../wire/rest";
import { ApiError, api } from "../api";
import { showDetail } from "../store/lists";
import { notify } from "../ui/notify";
import { t } from "../words";
import { errorWords } from "../words/errors";

/** True when done. `open` is asked for the session that stands in the way of bringing this one back. */
export async function markSpam(session: string, open: (session: string) => void): Promise<boolean> {
  try {
    showDetail(await api.post<SessionDetail>(`sessions/${session}/spam`));
  } catch (refused) {
    notify.error(refused);
    return false;
  }
  notify.undo(t("blocklist.marked_toast"), async () => {
    if (await restore(session, open)) open(session);
  });
  return true;
}

export async function restore(session: string, open: (session: string) => void): Promise<boolean> {
  try {
    showDetail(await api.post<SessionDetail>(`sessions/${session}/restore`));
  } catch (refused) {
    const other = refused instanceof ApiError ? refused.params.session : undefined;
    if (typeof other === "string") sayOther(refused, () => open(other));
    else notify.error(refused);
    return false;
  }
  notify.ok(t("blocklist.restored_toast"));
  return true;
}

function sayOther(refused: unknown, open: () => void): void {
  const id = "session-in-the-way";
  const follow = () => {
    notifications.hide(id);
    open();
  };
  const message = (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <span>{errorWords(refused)}</span>
      <Button variant="light" size="compact-sm" onClick={follow}>
        {t("blocklist.open_other")}
      </Button>
    </Group>
  );
  notifications.show({ id, color: "red", autoClose: 10_000, message });
}
