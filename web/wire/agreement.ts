// Holds the hand-written types against the server's schema. Nothing runs: where an answer no longer fits what the desk
// expects of it, `tsc` stops. After a change of the server: `python tools/wire.py`.
import type {
  Account,
  Assignees,
  AuditEntry,
  Blocking,
  BlocklistEntry,
  Channel,
  Counters,
  EventFrame,
  FileAddress,
  FileRef,
  BlocklistEntry,
  Blocking,
  Group,
  Labels,
  Probed,
  LiveChat,
  LogEntry,
  Me,
  Message,
  Page,
  Person,
  PersonalLink,
  Posted,
  Probed,
  SessionDetail,
  SessionEvents,
  SessionPage,
  SessionRow,
  SetUp,
  SignIn,
  VisitedPage,
  Workspace,
} from "./rest";
import type { components } from "./schema";

type Answers = components["schemas"];

/** What the server answers is all that the desk reads of it. */
type Fits<Answer extends Read, Read> = [Answer, Read];

/** To the server's schema a channel's settings are free in form and its state is text: kinds check their own. */
type WithoutSettings<T> = Omit<T, "settings" | "state">;
type WithoutChannels<T> = Omit<T, "channels">;

export type Agreement = [
  Fits<Answers["Me"], Me>,
  Fits<Answers["SignInPage"], SignIn>,
  Fits<Answers["SetUpPage"], SetUp>,
  Fits<Answers["LinkPage"], PersonalLink>,
  Fits<Answers["PersonPage"], Person>,
  Fits<Answers["GroupPage"], Group>,
  Fits<Answers["WorkspacePage"], Workspace>,
  Fits<Answers["EntryPage"], AuditEntry>,
  Fits<WithoutSettings<Answers["ChannelPage"]>, WithoutSettings<Channel>>,
  Fits<WithoutChannels<Answers["LiveChatPage"]>, WithoutChannels<LiveChat>>,
  Fits<Answers["Labels"], Labels>,
  Fits<Answers["BlocklistEntry"], BlocklistEntry>,
  Fits<Answers["Blocking"], Blocking>,
  Fits<Answers["FittingOut"], Probed>,
  Fits<Answers["SessionRow"], SessionRow>,
  Fits<Answers["SessionDetail"], SessionDetail>,
  Fits<Answers["SessionPage"], SessionPage>,
  Fits<Answers["AccountOut"], Account>,
  Fits<Answers["Message"], Message>,
  Fits<Answers["LogEntry"], LogEntry>,
  Fits<Answers["FileOut"], FileRef>,
  Fits<Answers["EventFrame"], EventFrame>,
  Fits<Answers["Difference"], SessionEvents>,
  Fits<Answers["Counters"], Counters>,
  Fits<Answers["Acknowledged"], Posted>,
  Fits<Answers["Assignees"], Assignees>,
  Fits<Answers["FileAddress"], FileAddress>,
  Fits<Required<Answers["SessionList"]>, Page<SessionRow>>,
  Fits<Answers["PersonList"], Page<Person>>,
  Fits<Answers["EntryList"], Page<AuditEntry>>,
  Fits<Answers["Visit"], VisitedPage>,
];
