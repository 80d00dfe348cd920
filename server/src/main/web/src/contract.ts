// Made by `npm run contract` from the OpenAPI document; do not edit.

export type Error = {
  readonly error: {
    readonly kind: "INVALID" | "UNAUTHENTICATED" | "ACCESS_DENIED" | "NOT_FOUND" | "NOT_ALLOWED" | "TOO_LARGE" | "TOO_MANY" | "NOT_SUPPORTED" | "BUSY" | "FAILED";
    readonly message: string;
    readonly remedy: string;
  };
};

export type Shares = {
  readonly sender: number;
  readonly receiver: number;
  readonly network: number;
};

export type Spark = {
  readonly out: ReadonlyArray<number | null>;
  readonly in: ReadonlyArray<number | null>;
  readonly rtt: ReadonlyArray<number | null>;
  readonly retrans: ReadonlyArray<number | null>;
};

export type Row = {
  readonly spark?: Spark;
  readonly id: string;
  readonly connection: string;
  readonly local: string;
  readonly remote: string;
  readonly netns: number;
  readonly state: "CLOSED" | "LISTEN" | "SYN-SENT" | "SYN-RECEIVED" | "ESTABLISHED" | "FIN-WAIT-1" | "FIN-WAIT-2" | "CLOSE-WAIT" | "CLOSING" | "LAST-ACK" | "TIME-WAIT";
  readonly uid: number | null;
  readonly pid: number | null;
  readonly process: string | null;
  readonly owner: string | null;
  readonly on: ReadonlyArray<string>;
  readonly since: string | null;
  readonly outBitsPerSecond: number | null;
  readonly inBitsPerSecond: number | null;
  readonly rttMicros: number | null;
  readonly retransShare: number | null;
  readonly retransPerSecond: number | null;
  readonly pktsRetrans: number | null;
  readonly receiveQueueBytes: number | null;
  readonly sendQueueBytes: number | null;
  readonly shares: Shares | null;
  readonly verdict: "sender" | "receiver" | "network" | "none" | "mixed" | "cannot-say" | null;
  readonly nature: "application-paced" | "send-buffer" | "nagle-delayed-ack" | "local-stall" | "small-window" | "slow-reader" | "zero-window" | "window-scaling-off" | "delayed-ack" | "random-loss" | "burst-loss" | "congestion-loss" | "bufferbloat" | "policer" | "reordering" | "spurious-retransmission" | "outage" | "dead-path" | "path-mtu" | "ecn-congestion" | "slow-start" | "capacity" | "idle" | "healthy" | "unknown" | null;
  readonly confidence: number | null;
  readonly summary: string | null;
};

export type Connections = {
  readonly tick: number;
  readonly at: string;
  readonly everySeconds: number;
  readonly total: number;
  readonly matched: number;
  readonly offset: number;
  readonly limit: number;
  readonly connections: ReadonlyArray<Row>;
};

export type Members = { readonly [name: string]: { readonly [name: string]: number | boolean | null } };

export type Evidence = {
  readonly nature: "application-paced" | "send-buffer" | "nagle-delayed-ack" | "local-stall" | "small-window" | "slow-reader" | "zero-window" | "window-scaling-off" | "delayed-ack" | "random-loss" | "burst-loss" | "congestion-loss" | "bufferbloat" | "policer" | "reordering" | "spurious-retransmission" | "outage" | "dead-path" | "path-mtu" | "ecn-congestion" | "slow-start" | "capacity" | "idle" | "healthy" | "unknown";
  readonly rule: string;
  readonly weight: number;
  readonly inputs: ReadonlyArray<{
    readonly name: string;
    readonly value: number | null;
    readonly unit: string;
  }>;
  readonly text: string;
};

export type Diagnosis = {
  readonly id: string;
  readonly connection: string;
  readonly netns: number;
  readonly state: string;
  readonly process: string | null;
  readonly pid: number | null;
  readonly taken: string;
  readonly seconds: number;
  readonly flow: "out" | "in";
  readonly verdict: "sender" | "receiver" | "network" | "none" | "mixed" | "cannot-say";
  readonly nature: "application-paced" | "send-buffer" | "nagle-delayed-ack" | "local-stall" | "small-window" | "slow-reader" | "zero-window" | "window-scaling-off" | "delayed-ack" | "random-loss" | "burst-loss" | "congestion-loss" | "bufferbloat" | "policer" | "reordering" | "spurious-retransmission" | "outage" | "dead-path" | "path-mtu" | "ecn-congestion" | "slow-start" | "capacity" | "idle" | "healthy" | "unknown";
  readonly confidence: number;
  readonly shares: Shares | null;
  readonly bitsPerSecond: number | null;
  readonly ceilingBitsPerSecond: number | null;
  readonly summary: string;
  readonly evidence: ReadonlyArray<Evidence>;
  readonly advice: string;
  readonly wouldChange: string;
  readonly untold: ReadonlyArray<string>;
};

export type ConnectionDetail = Row & {
  readonly tick: number;
  readonly at: string;
  readonly groups: Members;
  readonly off: ReadonlyArray<string>;
  readonly absent: { readonly [name: string]: string };
  readonly lifetime: {
    readonly groups: Members;
  } | null;
  readonly diagnosis: Diagnosis | null;
};

export type Series = {
  readonly id: string;
  readonly everySeconds: number;
  readonly heldSeconds: number;
  readonly t: ReadonlyArray<number>;
  readonly series: { readonly [name: string]: ReadonlyArray<number | null> };
  readonly high: { readonly [name: string]: ReadonlyArray<number | null> };
  readonly low: { readonly [name: string]: ReadonlyArray<number | null> };
  readonly units: { readonly [name: string]: string };
};

export type Quantiles = {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
};

export type Totals = {
  readonly tick: number;
  readonly at: string;
  readonly states: { readonly [name: string]: number };
  readonly outBitsPerSecond: number;
  readonly inBitsPerSecond: number;
  readonly retransShare: number | null;
  readonly rttMicros: Quantiles;
  readonly shares: Shares | null;
  readonly verdicts: { readonly [name: string]: number };
  readonly natures: { readonly [name: string]: number };
  readonly on: number;
  readonly closed: number;
  readonly resets: number;
  readonly listenOverflows: number | null;
};

export type Group = {
  readonly key: string;
  readonly filter: string;
  readonly connections: number;
  readonly outBitsPerSecond: number;
  readonly inBitsPerSecond: number;
  readonly retransShare: number | null;
  readonly rttMicros: Quantiles;
  readonly shares: Shares | null;
  readonly natures: { readonly [name: string]: number };
  readonly limited: number;
  readonly worst: Row | null;
};

export type Groups = {
  readonly tick: number;
  readonly at: string;
  readonly by: "process" | "remote" | "port" | "netns" | "uid" | "nature";
  readonly matched: number;
  readonly total: number;
  readonly groups: ReadonlyArray<Group>;
};

export type Closed = {
  readonly number: number;
  readonly id: string | null;
  readonly connection: string;
  readonly local: string;
  readonly remote: string;
  readonly netns: number;
  readonly uid: number;
  readonly state: string;
  readonly since: string | null;
  readonly ended: string;
  readonly how: "FIN" | "reset by us" | "reset by them" | "timeout" | "aborted" | "unknown";
  readonly process: string | null;
  readonly pid: number | null;
  readonly owner: string | null;
  readonly outBytes: number | null;
  readonly inBytes: number | null;
  readonly retransShare: number | null;
  readonly rttMicros: number | null;
  readonly seconds: number | null;
  readonly verdict: string | null;
  readonly nature: string | null;
  readonly confidence: number | null;
  readonly summary: string | null;
  readonly groups?: Members;
  readonly off?: ReadonlyArray<string>;
  readonly absent?: { readonly [name: string]: string };
};

export type ClosedPage = {
  readonly total: number;
  readonly matched: number;
  readonly offset: number;
  readonly limit: number;
  readonly missed: number;
  readonly recording: boolean;
  readonly closed: ReadonlyArray<Closed>;
};

export type Verdicts = {
  readonly tick: number;
  readonly at: string;
  readonly total: number;
  readonly matched: number;
  readonly verdicts: { readonly [name: string]: number };
  readonly natures: { readonly [name: string]: number };
  readonly diagnoses: ReadonlyArray<Diagnosis>;
};

export type SetRequest = {
  readonly filter?: string;
  readonly ids?: ReadonlyArray<string>;
  readonly on?: ReadonlyArray<string>;
  readonly off?: ReadonlyArray<string>;
};

export type SetAnswer = {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: ReadonlyArray<{
    readonly id: string;
    readonly connection: string;
    readonly kind: string;
    readonly message: string;
    readonly remedy: string;
  }>;
};

export type Rule = {
  readonly id: number;
  readonly filter: string;
  readonly groups: ReadonlyArray<string>;
  readonly oneIn: number;
  readonly matched: number;
  readonly ours: boolean;
};

export type Rules = {
  readonly rules: ReadonlyArray<Rule>;
};

export type RuleRequest = {
  readonly filter: string;
  readonly groups?: ReadonlyArray<string>;
  readonly oneIn?: number;
};

export type Alarm = {
  readonly name: "history-stopped" | "closed-missed" | "namespaces-not-entered" | "sampling-late" | "collector-missing" | "hooks-skipped" | "owners-hidden" | "configuration-refused";
  readonly since: string;
  readonly message: string;
  readonly remedy: string;
};

export type Hook = {
  readonly name: string;
  readonly attached: boolean;
  readonly runs: number | null;
  readonly skipped: number | null;
};

export type Health = {
  readonly status: "ok" | "degraded";
  readonly alarms: ReadonlyArray<Alarm>;
  readonly version: string;
  readonly started: string;
  readonly host: string;
  readonly kernel: string;
  readonly source: "bpf" | "sock_diag";
  readonly sources: ReadonlyArray<{
    readonly name: string;
    readonly works: boolean;
    readonly why: string;
    readonly remedy: string;
  }>;
  readonly rights: {
    readonly read: boolean;
    readonly set: boolean;
  };
  readonly privileges: {
    readonly uid: number;
    readonly capabilities: ReadonlyArray<string>;
  };
  readonly sampling: {
    readonly everySeconds: number;
    readonly tick: number;
    readonly at: string;
    readonly connections: number;
    readonly lastMillis: number;
    readonly late: number;
  };
  readonly series: {
    readonly bytes: number;
    readonly bytesMax: number;
    readonly heldSeconds: number;
  };
  readonly history: {
    readonly state: "off" | "recording" | "stopped";
    readonly path: string | null;
    readonly bytes: number | null;
    readonly bytesMax: number | null;
    readonly reason: string | null;
  };
  readonly hooks: ReadonlyArray<Hook>;
  readonly rules: number | null;
  readonly closedMissed: number;
  readonly streams: number;
};

export type Cost = {
  readonly cpuShare: number;
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly seriesBytes: number;
  readonly historyBytes: number | null;
  readonly sampleMillis: number;
  readonly diagnoseMillis: number;
  readonly historyMillis: number;
  readonly kernel: {
    readonly runs: number | null;
    readonly nanos: number | null;
  };
};

export type QueryRequest = {
  readonly sql: string;
};

export type QueryAnswer = {
  readonly columns: ReadonlyArray<{
    readonly name: string;
    readonly type: string;
  }>;
  readonly rows: ReadonlyArray<ReadonlyArray<unknown>>;
  readonly truncated: boolean;
  readonly millis: number;
};

export type Catalogue = {
  readonly groups: ReadonlyArray<{
    readonly name: string;
    readonly switches: ReadonlyArray<string>;
    readonly members: ReadonlyArray<{
      readonly name: string;
      readonly qualifiedName: string;
      readonly kind: "COUNTER" | "GAUGE" | "MAXIMUM" | "MINIMUM" | "SEQUENCE" | "STATIC" | "FLAG" | "LAST_VALUE" | "RESERVED";
      readonly unit: string;
      readonly definition: string;
      readonly rfc: string | null;
      readonly oid: string | null;
      readonly series: boolean;
    }>;
  }>;
};

export type Gap = {
  readonly reason: string;
  readonly closed: number | null;
};

export type Delta = {
  readonly tick: number;
  readonly at: string;
  readonly total: number;
  readonly matched: number;
  readonly rows: ReadonlyArray<Row>;
  readonly gone: ReadonlyArray<string>;
};

export type SseSnapshot = Connections;

export type Bye = {
  readonly reason: string;
};
