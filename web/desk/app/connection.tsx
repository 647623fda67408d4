// Says that the connection is gone and what still works; never locks the page. A blink of two seconds is not worth words.
import { Button } from "@mantine/core";
import IconPlugConnectedX from "@tabler/icons-react/dist/esm/icons/IconPlugConnectedX.mjs";
import { useEffect, useState } from "react";
import { useLive } from "../store";
import { useWords } from "../words";

const PATIENCE_MS = 2000;

export function ConnectionBanner() {
  const t = useWords();
  const socket = useLive((live) => live.socket);
  const welcomed = useLive((live) => live.welcomed);
  const lost = socket === "connecting";
  const [long, setLong] = useState(false);

  useEffect(() => {
    if (!lost) return setLong(false);
    // At the start of the day nothing was connected yet: a little more patience.
    const timer = setTimeout(() => setLong(true), welcomed ? PATIENCE_MS : 3 * PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost, welcomed]);

  const reload = socket === "outdated" || socket === "refused";
  const shown = reload || (lost && long);
  return (
    <div role="status" className="dk-connection" data-shown={shown || undefined}>
      {shown ? (
        <>
          <IconPlugConnectedX size={18} stroke={1.7} aria-hidden="true" />
          <span>{reload ? t("connection.outdated") : t("connection.lost")}</span>
          {reload ? (
            <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
              {t("app.reload")}
            </Button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
