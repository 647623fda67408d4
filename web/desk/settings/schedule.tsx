// One schedule, or a new one: its week, and the days that are different.
import { ActionIcon, Button, Checkbox, Select, TextInput } from "@mantine/core";
import IconTrash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import type { Schedule, ScheduleBody, ScheduleException } from "../../wire/rest-administration";
import { api } from "../api";
import { MissingPage } from "../app/broken";
import { useMe } from "../app/me";
import { refreshSettings } from "../app/queries";
import { BackLink } from "../ui/back-link";
import { confirm } from "../ui/confirm";
import { type Form, useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { LoadingPage } from "../ui/states";
import { timeZones } from "../ui/time-zones";
import { useWords } from "../words";
import { schedulesQuery } from "./administration-queries";
import { Spans } from "./schedule-spans";
import { scheduleGood, spansOf, stateWords, weekdays, withDay } from "./schedule-state";
import "./schedules.css";

const EXCEPTIONS_MOST = 200;

const office = weekdays.slice(0, 5).map((weekday) => ({ weekday, from: "09:00", until: "17:00" }));

export function SchedulePage() {
  const { scheduleId = "new" } = useParams({ strict: false });
  const schedules = useQuery(schedulesQuery);
  const { workspace } = useMe();
  if (schedules.error) throw schedules.error;
  if (!schedules.data) return <LoadingPage />;
  const found = schedules.data.find((one) => one.id === scheduleId) ?? null;
  if (!found && scheduleId !== "new") return <MissingPage />;
  const fresh: ScheduleBody = { name: "", time_zone: workspace.time_zone, hours: office, exceptions: [] };
  return <Editor key={scheduleId} schedule={found} stored={found ? bodyOf(found) : fresh} />;
}

const bodyOf = ({ name, time_zone, hours, exceptions }: Schedule): ScheduleBody => ({
  name,
  time_zone,
  hours,
  exceptions,
});

function Editor({ schedule, stored }: { schedule: Schedule | null; stored: ScheduleBody }) {
  const t = useWords();
  const navigate = useNavigate();
  const form = useForm<ScheduleBody>({
    initial: stored,
    check: (values) => ({
      name: values.name.trim() ? "" : t("field.required"),
      exceptions: values.exceptions.every(daysGood) ? "" : t("schedules.wrong_days"),
      hours: scheduleGood(values) ? "" : t("schedules.wrong_order"),
    }),
    fieldOf: { name_taken: "name" },
    send: async (values) => {
      const body = { ...values, name: values.name.trim() };
      const kept = schedule
        ? await api.put<Schedule>(`schedules/${schedule.id}`, body)
        : await api.post<Schedule>("schedules", body);
      form.reset(bodyOf(kept));
      notify.ok(t("saved"));
      await refreshSettings();
      if (!schedule)
        await navigate({ to: "/settings/schedules/$scheduleId", params: { scheduleId: kept.id }, replace: true });
    },
  });
  const { values, errors, set } = form;

  const archive = async () => {
    if (!schedule) return;
    const sure = await confirm({
      title: t("schedules.archive_title", { name: schedule.name }),
      body: t("schedules.archive_body"),
      action: t("do.archive"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`schedules/${schedule.id}/archive`);
      notify.ok(t("schedules.archived_one", { name: schedule.name }));
      await navigate({ to: "/settings/schedules" });
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    }
  };

  return (
    <Page
      title={schedule?.name ?? t("schedules.new")}
      {...(schedule ? { hint: stateWords(schedule) } : {})}
      above={<BackLink to="/settings/schedules">{t("schedules.title")}</BackLink>}
    >
      <form onSubmit={form.submit} noValidate>
        <Problem words={form.problem ?? errors.hours ?? null} />
        <Card>
          <div className="pg-pair">
            <TextInput
              label={t("schedules.name")}
              placeholder={t("schedules.name_placeholder")}
              name="name"
              maxLength={100}
              value={values.name}
              error={errors.name}
              onChange={(event) => set("name", event.currentTarget.value)}
            />
            <Select
              label={t("schedules.time_zone")}
              name="time_zone"
              searchable
              limit={60}
              nothingFoundMessage={t("commands.nothing")}
              data={timeZones()}
              value={values.time_zone}
              error={errors.time_zone}
              onChange={(value) => value && set("time_zone", value)}
            />
          </div>
        </Card>
        <Card
          title={t("schedules.week")}
          hint={t("schedules.week_hint")}
          action={
            <Button
              variant="default"
              onClick={() => {
                const monday = spansOf(values.hours, 1);
                set(
                  "hours",
                  [1, 2, 3, 4, 5].reduce((hours, day) => withDay(hours, day, monday), values.hours),
                );
              }}
            >
              {t("schedules.copy")}
            </Button>
          }
        >
          <dl className="sc-week">
            {weekdays.map((day) => (
              <Day key={day} day={day} form={form} />
            ))}
          </dl>
        </Card>
        <Exceptions form={form} />
        <SaveBar form={form} discard={() => form.reset(stored)} />
      </form>
      {schedule ? (
        <Card>
          <div className="pg-danger">
            <div>
              <b>{t("schedules.archive")}</b>
              <p className="pg-hint">{t("schedules.archive_hint")}</p>
            </div>
            <Button color="red" variant="outline" onClick={archive}>
              {t("do.archive")}
            </Button>
          </div>
        </Card>
      ) : null}
    </Page>
  );
}

function Day({ day, form }: { day: (typeof weekdays)[number]; form: Form<ScheduleBody> }) {
  const t = useWords();
  const name = t(`schedules.day.${day}`);
  const { hours } = form.values;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Spans day={name} spans={spansOf(hours, day)} change={(next) => form.set("hours", withDay(hours, day, next))} />
      </dd>
    </>
  );
}

const daysGood = (one: ScheduleException) =>
  Boolean(one.name.trim() && one.first && one.last && (one.yearly || one.first <= one.last));

function Exceptions({ form }: { form: Form<ScheduleBody> }) {
  const t = useWords();
  const { exceptions } = form.values;
  const put = (place: number, change: Partial<ScheduleException>) =>
    form.set(
      "exceptions",
      exceptions.map((one, at) => (at === place ? { ...one, ...change } : one)),
    );
  const add = () => {
    const today = new Date().toLocaleDateString("sv");
    form.set("exceptions", [...exceptions, { name: "", first: today, last: today, yearly: false, spans: [] }]);
  };
  return (
    <Card
      title={t("schedules.exceptions")}
      hint={t("schedules.exceptions_hint")}
      action={
        exceptions.length < EXCEPTIONS_MOST ? (
          <Button variant="default" onClick={add}>
            {t("schedules.exception_add")}
          </Button>
        ) : null
      }
    >
      {exceptions.length === 0 ? <p className="pg-hint">{t("schedules.exceptions_none")}</p> : null}
      {form.errors.exceptions ? (
        <p className="sc-wrong" role="alert">
          {form.errors.exceptions}
        </p>
      ) : null}
      <ul className="sc-exceptions">
        {exceptions.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an exception has no name of its own while it is typed
          <li key={place} className="sc-exception">
            <TextInput
              label={t("schedules.exception_name")}
              placeholder={t("schedules.exception_placeholder")}
              maxLength={100}
              value={one.name}
              error={form.errors.exceptions && !one.name.trim() ? t("field.required") : undefined}
              onChange={(event) => put(place, { name: event.currentTarget.value })}
            />
            <TextInput
              type="date"
              label={t("schedules.exception_first")}
              value={one.first}
              onChange={(event) => {
                const first = event.currentTarget.value;
                put(place, { first, last: one.last < first && !one.yearly ? first : one.last });
              }}
            />
            <TextInput
              type="date"
              label={t("schedules.exception_last")}
              value={one.last}
              onChange={(event) => put(place, { last: event.currentTarget.value })}
            />
            <ActionIcon
              size={36}
              aria-label={t("schedules.exception_drop", { name: one.name || t("schedules.this_day") })}
              onClick={() =>
                form.set(
                  "exceptions",
                  exceptions.filter((_, at) => at !== place),
                )
              }
            >
              <IconTrash size={18} stroke={1.7} />
            </ActionIcon>
            <div className="sc-exception-more">
              <Checkbox
                label={t("schedules.exception_yearly")}
                checked={one.yearly}
                onChange={(event) => put(place, { yearly: event.currentTarget.checked })}
              />
              <Spans
                day={one.name || t("schedules.this_day")}
                spans={one.spans}
                change={(spans) => put(place, { spans })}
              />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
