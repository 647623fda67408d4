import { blocklistEn } from "../blocklist/words.en";
import { cardsEn } from "../cards/words.en";
import { channelsEn } from "../channels/words.en";
import { clientsEn } from "../clients/words.en";
import { labelsEn } from "../labels/words.en";
import { embedEn, messagesEn } from "../messages/words.en";
import { noticesEn } from "../notices/words.en";
import { reportsEn } from "../reports/words.en";
import { lettersEn } from "../sessions/letters/words.en";
import { tableEn } from "../sessions/table/words.en";
import { sessionsEn } from "../sessions/words.en";
import { colleaguesEn } from "../sessions/words-colleagues.en";
import { deliveryEn } from "../sessions/words-delivery.en";
import { auditEn } from "../settings/audit-words.en";
import { setUpEn } from "../settings/channels/words-set-up.en";
import { administrationEn } from "../settings/words-administration.en";
import { programsEn } from "../settings/words-programs.en";
import { templatesEn } from "../templates/words.en";
import { wallboardEn } from "../wallboard/words.en";
import { authEn } from "./auth.en";
import { errorsEn } from "./errors.en";
import { settingsEn } from "./settings.en";
import { shellEn } from "./shell.en";

export const en = {
  ...shellEn,
  ...authEn,
  ...wallboardEn,
  ...errorsEn,
  ...settingsEn,
  ...administrationEn,
  ...programsEn,
  ...auditEn,
  ...setUpEn,
  ...sessionsEn,
  ...colleaguesEn,
  ...deliveryEn,
  ...lettersEn,
  ...tableEn,
  ...noticesEn,
  ...blocklistEn,
  ...labelsEn,
  ...templatesEn,
  ...cardsEn,
  ...messagesEn,
  ...embedEn,
  ...clientsEn,
  ...channelsEn,
  ...reportsEn,
};
