// Where I am signed in, and the way to end what I don't recognise.
import { Button } from "@mantine/core";
import IconDeviceDesktop from "@tabler/icons-react/dist/esm/icons/IconDeviceDesktop.mjs";
import IconDeviceMobile from "@tabler/icons-react/dist/esm/icons/IconDeviceMobile.mjs";
import { useQuery } from "@tanstack/react-query";
import type { SignIn } from "../../wire/rest";
import { api } from "../api";
import { signInsQuery } from "../app/queries";
import { queryClient } from "../query";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { RowsSkeleton } from "../ui/states";
import { ago } from "../ui/time";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { browserOf } from "./user-agent";

export function SignIns() {
  const t = useWords();
  const { data, error } = useQuery(signInsQuery);
  const end = async (signIn: SignIn) => {
    const sure = await confirm({
      title: t("sign_ins.end_title"),
      body: t("sign_ins.end_body", { browser: browserOf(signIn.user_agent).name || t("sign_ins.unknown") }),
      action: t("sign_ins.end"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.del(`sign-ins/${signIn.id}`);
      notify.ok(t("sign_ins.ended"));
    } catch (refused) {
      notify.error(refused);
    }
    await queryClient.invalidateQueries(signInsQuery);
  };
  const others = data?.filter((signIn) => !signIn.current) ?? [];
  const endOthers = async () => {
    const sure = await confirm({
      title: t("sign_ins.end_others_title"),
      body: t("sign_ins.end_others_body"),
      action: t("sign_ins.end_others"),
      danger: true,
    });
    if (!sure) return;
    const ended = await Promise.allSettled(others.map((signIn) => api.del(`sign-ins/${signIn.id}`)));
    const failed = ended.find((each) => each.status === "rejected");
    if (failed) notify.error(failed.reason);
    else notify.ok(t("sign_ins.ended_others"));
    await queryClient.invalidateQueries(signInsQuery);
  };
  return (
    <Card
      title={t("sign_ins.title")}
      hint={t("sign_ins.hint")}
      flush
      action={
        others.length > 1 ? (
          <Button variant="default" onClick={endOthers}>
            {t("sign_ins.end_others")}
          </Button>
        ) : null
      }
    >
      {error ? <p className="st-problem">{errorWords(error)}</p> : null}
      {!data && !error ? <RowsSkeleton rows={2} /> : null}
      <ul className="pg-list">
        {data?.map((signIn) => {
          const browser = browserOf(signIn.user_agent);
          const Sign = browser.mobile ? IconDeviceMobile : IconDeviceDesktop;
          return (
            <li key={signIn.id} className="pg-row">
              <Sign size={20} stroke={1.6} aria-hidden="true" />
              <div className="pg-row-words">
                <span className="pg-row-title">
                  {browser.name || t("sign_ins.unknown")}
                  {signIn.current ? <span className="pg-tag pg-tag-accent">{t("sign_ins.this")}</span> : null}
                </span>
                <span className="pg-row-hint">
                  {[signIn.address, t("sign_ins.seen", { when: ago(signIn.last_seen_at) })].filter(Boolean).join(" · ")}
                </span>
              </div>
              {signIn.current ? null : (
                <Button size="compact-sm" variant="default" onClick={() => end(signIn)}>
                  {t("sign_ins.end")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
