import { blocklistRu } from "../blocklist/words.ru";
import { cardsRu } from "../cards/words.ru";
import { channelsRu } from "../channels/words.ru";
import { clientsRu } from "../clients/words.ru";
import { labelsRu } from "../labels/words.ru";
import { embedRu, messagesRu } from "../messages/words.ru";
import { noticesRu } from "../notices/words.ru";
import { reportsRu } from "../reports/words.ru";
import { lettersRu } from "../sessions/letters/words.ru";
import { tableRu } from "../sessions/table/words.ru";
import { sessionsRu } from "../sessions/words.ru";
import { colleaguesRu } from "../sessions/words-colleagues.ru";
import { deliveryRu } from "../sessions/words-delivery.ru";
import { auditRu } from "../settings/audit-words.ru";
import { setUpRu } from "../settings/channels/words-set-up.ru";
import { administrationRu } from "../settings/words-administration.ru";
import { programsRu } from "../settings/words-programs.ru";
import { templatesRu } from "../templates/words.ru";
import { wallboardRu } from "../wallboard/words.ru";
import { authRu } from "./auth.ru";
import { errorsRu } from "./errors.ru";
import type { Entry, WordKey } from "./index";
import { settingsRu } from "./settings.ru";
import { shellRu } from "./shell.ru";

export const ru: Record<WordKey, Entry> = {
  ...shellRu,
  ...authRu,
  ...wallboardRu,
  ...errorsRu,
  ...settingsRu,
  ...administrationRu,
  ...programsRu,
  ...auditRu,
  ...setUpRu,
  ...sessionsRu,
  ...colleaguesRu,
  ...deliveryRu,
  ...lettersRu,
  ...tableRu,
  ...noticesRu,
  ...blocklistRu,
  ...labelsRu,
  ...templatesRu,
  ...cardsRu,
  ...messagesRu,
  ...embedRu,
  ...clientsRu,
  ...channelsRu,
  ...reportsRu,
};
