/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What the kernel half and its readers share: requests, the record, the control word, rules.
 * Readers take every offset from this object's BTF; the names are therefore part of the contract,
 * and the names of the members in the record are those of the catalogue.
 */
#ifndef ESTATS_H
#define ESTATS_H

#include <linux/types.h>

/* Switches: bit n is the n-th constant of the catalogue's Switch. */
#define ON_DATA (1u << 0)
#define ON_SND_CONG (1u << 1)
#define ON_PATH (1u << 2)
#define ON_SEND_BUFF (1u << 3)
#define ON_REC (1u << 4)
#define ON_OBS_REC (1u << 5)
#define ON_BANDWIDTH_OUT (1u << 6)
#define ON_BANDWIDTH_IN (1u << 7)
#define ON_FINE_RTT (1u << 8)
#define SWITCHES 9

/* What this object collects. */
#define ON_COLLECTED ((1u << SWITCHES) - 1)

/* Absence in place of a value: the largest numbers, by the order of the core's Absence. */
#define ABSENT(code) (~0ULL - (code))
#define ABSENT_NO_SAMPLE ABSENT(0)
#define ABSENT_OFF ABSENT(1)
#define ABSENT_KERNEL_LACKS ABSENT(2)
#define ABSENT_NOT_IN_TCP_INFO ABSENT(3)
#define ABSENT_AMBIGUOUS ABSENT(4)
#define ABSENT_UNWATCHED ABSENT(5)

/* How a request ended. */
enum estats_result {
	RESULT_UNTOUCHED = 0, /* the program did not get as far as this request */
	RESULT_DONE = 1,
	RESULT_NOT_FOUND = 2,
	RESULT_BUSY = 3, /* the socket was locked, or changed, for as long as was waited */
	RESULT_NO_MEMORY = 4, /* the socket's option memory is used up */
	RESULT_DETACHED = 5, /* the hooks are not attached */
	RESULT_OTHER_LAYOUT = 6, /* the caller's object is not the one that is loaded */
	RESULT_AT_SETTLING = 7, /* wanted; it is switched on when the sockets are settled */
};

/* A connection as a request names it. Addresses and ports in network order; family 2 or 10. */
struct estats_tuple {
	__u32 family;
	__u16 local_port;
	__u16 remote_port;
	__u32 local[4];
	__u32 remote[4];
	__u64 cookie; /* 0: any */
};

/*
 * The two programs that reach one connection are run as a test of a tc program, so a request
 * travels as a packet: sixteen bytes that pass for an Ethernet header come first.
 */
struct estats_header {
	__u8 ethernet[14];
	__u16 unused;
	__u32 layout; /* identity of the caller's object */
	__u32 count; /* requests that follow */
};

struct estats_set_request {
	struct estats_tuple tuple;
	__u32 on; /* switches to turn on */
	__u32 off; /* switches to turn off */
	__u32 result; /* out: estats_result */
	__u32 was; /* out: switches on before */
	__u32 unsettled; /* out: 1 if the socket's sock_ops flag is to be set or cleared */
	__u32 unused;
};

#define SET_REQUESTS_MAX 32

struct estats_set_call {
	struct estats_header header;
	struct estats_set_request requests[SET_REQUESTS_MAX];
};

/* One moment of one connection. Times in microseconds, moments in nanoseconds since boot. */
struct estats_record {
	__u32 layout;
	__u32 result;
	__u64 taken;
	__u64 cookie;
	__u32 netns;
	__u32 device;
	__u32 on;
	__u32 state; /* the kernel's number */
	__u32 uid;
	__u32 family;
	__u16 local_port; /* host order */
	__u16 remote_port; /* host order */
	__u32 watched; /* 1 if states other than ESTABLISHED are watched */
	__u64 inode; /* of the socket's file, if asked for; 0 if no process holds it */
	__u32 receive_queue; /* bytes not yet read; of a listener, connections that wait */
	__u32 send_queue; /* bytes not yet acknowledged; of a listener, the limit */
	__u32 of_tcp_info; /* 1: nothing is on, and members are what tcp_info gives of the whole life */
	__u32 left_out; /* bit n: the part of the n-th group is not in this record */
	__u32 local[4];
	__u32 remote[4];
	__u64 since[SWITCHES];

	/* What is no member: by the names of the core's KernelFigure. */
	struct {
		__u64 SendBuffer;
		__u64 SendQueued;
		__u64 WriterWaits;
		__u64 LeastRtt;
	} Figures;

	struct {
		__u64 ActiveOpen;
		__u64 MssRcvd;
		__u64 MssSent;
	} SynOpts;

	struct {
		__u64 DataBytesOut;
		__u64 DataSegsOut;
		__u64 DataBytesIn;
		__u64 DataSegsIn;
		__u64 SegsOut;
		__u64 SegsIn;
		__u64 SoftErrors;
		__u64 SoftErrorReason;
		__u64 SndUna;
		__u64 SndNxt;
		__u64 SndMax;
		__u64 ThruBytesAcked;
		__u64 RcvNxt;
		__u64 ThruBytesReceived;
	} Data;

	struct {
		__u64 LimCwnd;
		__u64 SndLimTransRwin;
		__u64 SndLimTimeRwin;
		__u64 SndLimBytesRwin;
		__u64 SndLimTransCwnd;
		__u64 SndLimTimeCwnd;
		__u64 SndLimBytesCwnd;
		__u64 SndLimTransSnd;
		__u64 SndLimTimeSnd;
		__u64 SndLimBytesSnd;
		__u64 SlowStart;
		__u64 CongAvoid;
		__u64 OtherReductions;
		__u64 CurCwnd;
		__u64 MaxSsCwnd;
		__u64 MaxCaCwnd;
		__u64 CurSsthresh;
		__u64 MaxSsthresh;
		__u64 MinSsthresh;
	} SndCong;

	struct {
		__u64 FastRetran;
		__u64 Timeouts;
		__u64 SubsequentTimeouts;
		__u64 CurTimeoutCount;
		__u64 AbruptTimeouts;
		__u64 PktsRetrans;
		__u64 BytesRetrans;
		__u64 DupAcksIn;
		__u64 SacksRcvd;
		__u64 SackBlocksRcvd;
		__u64 CongSignals;
		__u64 PreCongSumCwnd;
		__u64 PreCongSumRtt;
		__u64 PostCongSumRtt;
		__u64 PostCongCountRtt;
		__u64 EcnSignals;
		__u64 EceRcvd;
		__u64 SendStall;
		__u64 QuenchRcvd;
		__u64 RetranThresh;
		__u64 SndDupAckEpisodes;
		__u64 SumBytesReordered;
		__u64 NonRecovDa;
		__u64 NonRecovDaEpisodes;
		__u64 AckAfterFr;
		__u64 DsackDups;
		__u64 SampleRtt;
		__u64 SmoothedRtt;
		__u64 RttVar;
		__u64 MaxRtt;
		__u64 MinRtt;
		__u64 SumRtt;
		__u64 CountRtt;
		__u64 CurRto;
		__u64 MaxRto;
		__u64 MinRto;
		__u64 CurMss;
		__u64 MaxMss;
		__u64 MinMss;
		__u64 SpuriousRtoDetections;
	} Path;

	struct {
		__u64 CurRetxQueue;
		__u64 MaxRetxQueue;
		__u64 CurAppWQueue;
		__u64 MaxAppWQueue;
	} SendBuff;

	struct {
		__u64 CurRwinSent;
		__u64 MaxRwinSent;
		__u64 MinRwinSent;
		__u64 LimRwin;
		__u64 DupAckEpisodes;
		__u64 DupAcksOut;
		__u64 CeRcvd;
		__u64 EcnSent;
		__u64 EcnNoncesRcvd;
		__u64 CurReasmQueue;
		__u64 MaxReasmQueue;
		__u64 CurAppRQueue;
		__u64 MaxAppRQueue;
		__u64 WinScaleSent;
	} Rec;

	struct {
		__u64 CurRwinRcvd;
		__u64 MaxRwinRcvd;
		__u64 MinRwinRcvd;
		__u64 WinScaleRcvd;
	} ObsRec;

	struct {
		__u64 OutboundBandwidth;
		__u64 InboundBandwidth;
		__u64 OutboundInstability;
		__u64 InboundInstability;
		__u64 OutboundBandwidthPeaked;
		__u64 InboundBandwidthPeaked;
	} Bandwidth;

	struct {
		__u64 RttVar;
		__u64 MaxRtt;
		__u64 MinRtt;
		__u64 SumRtt;
	} FineRtt;
};

/* How a connection ended. */
enum estats_how {
	HOW_UNKNOWN = 0,
	HOW_FIN = 1, /* both FINs acknowledged; for an orphan, ours */
	HOW_RESET_BY_US = 2,
	HOW_RESET_BY_THEM = 3,
	HOW_TIMEOUT = 4, /* retransmission, keep-alive or user timeout */
	HOW_ABORTED = 5, /* SOCK_DESTROY, and giving up without a word */
};

/*
 * A slot of the final records. The sequence is 2n + 1 while the n-th record (from 0) is being
 * written and 2n + 2 when it is whole; `record.taken` is when the connection ended.
 */
struct estats_closed {
	__u64 sequence;
	__u32 how; /* estats_how */
	__u32 unused;
	struct estats_record record;
};

#define CLOSED_SLOTS 8192

/* All hooks but the one at each read of an application, which only Rec needs. */
#define ATTACHED_HOOKS 1
#define ATTACHED_READS 2
#define ATTACHED_CALLBACK 4 /* the sock_ops callback, which is among the first where it can be */

/* The control word of all generations. */
struct estats_control {
	__u32 generation; /* programs of any other generation do nothing */
	__u32 attached; /* which hooks are: ATTACHED_* */
	__u32 closing; /* 1 while everything is being switched off for unload */
	__u32 rules; /* how many slots of the rule table may be in use */
	__u32 by_process; /* 1 if a rule asks for a process */
	__u32 previous; /* while its hooks may still be under way: the generation before; else 0 */
	__u32 thinning; /* of what the rules would take, one in so many is; 0 is 1 */
};

/* A process and what it holds: a TCP socket, or a file that stands for a namespace. */
struct estats_holder {
	__u32 layout; /* as in a record */
	__u32 pid; /* in the reader's pid namespace */
	__u64 socket; /* its inode; 0: a namespace, of whatever kind */
};

/* The kernel's TASK_COMM_LEN. */
#define PROCESS_BYTES 16

/* What is kept with a socket until it is established. */
struct estats_birth {
	char process[PROCESS_BYTES];
};

/* Which connections are switched on at birth. */
struct estats_rule {
	__u32 id; /* 0: the slot is free */
	__u32 on;
	__u32 netns; /* 0: all */
	__u32 uid; /* ~0: all */
	__u32 family; /* 0: both; with prefixes, theirs */
	__u16 local_port; /* 0: any; host order */
	__u16 remote_port;
	__u16 port; /* either end */
	__u8 local_bits; /* prefix length; 0: any */
	__u8 remote_bits;
	__u32 local[4]; /* network order; IPv4 in the first word */
	__u32 remote[4];
	char process[PROCESS_BYTES]; /* short name, ends with a zero; empty: any */
	__u64 cgroup; /* the socket's, or one above it; 0: any */
	__u32 one_in; /* one of so many that match, by chance; 0 or 1: every one */
	__u32 unused;
	__u64 made; /* nanoseconds since boot */
	__u64 matched; /* connections switched on by it */
	__u64 refused; /* connections that had no option memory left for it */
};

#define RULES_MAX 64

/* Connections on which nothing is switched on are left out. */
#define CHOICE_ONLY_ON 1
/* Where nothing is switched on, members are what tcp_info gives. */
#define CHOICE_TCP_INFO 2
/* Listeners, requests and remnants as well, with no more than what identifies them. */
#define CHOICE_EVERY_STATE 4
/* With the inode of the socket's file, which costs a cache line. */
#define CHOICE_INODE 8
/* One record a reading, an estats_tally, in place of one a connection. */
#define CHOICE_TALLY 16

/*
 * What a thread wants of its next readings of the iterators; until it has said so, all of every
 * record. Records are then shorter: what comes before the first group, and the groups not left out.
 */
struct estats_choice {
	__u32 layout; /* identity of the caller's object */
	__u32 flags; /* CHOICE_* */
	__u32 left_out; /* bit n: the n-th group of the catalogue */
	__u32 states; /* bit n: the kernel's n-th; others are left out; 0: all are wanted */
	struct estats_rule match; /* id not 0: connections that do not match are left out */
};

/* What was there, in short. */
struct estats_tally {
	__u32 layout;
	__u32 on; /* switches that are on somewhere */
	__u64 connections;
};

#endif
