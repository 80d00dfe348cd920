/*
 * Stands in for iphlpapi.dll: the same exports and structures, with answers that a test programs.
 * It is strict where Windows may be lenient: a size that is not exactly the structure's is refused,
 * and what is not switched on is filled with rubbish, for Windows calls it undefined.
 */
#include <stdint.h>
#include <string.h>

typedef uint32_t DWORD;
typedef uint8_t BYTE;

enum { V4 = 2, V6 = 23, TYPES = 9, MANY = 4096, PARTS = 3, PART_BYTES = 160 };
enum { RW, ROS, ROD };
enum { DENIED = 5, NOT_SUPPORTED = 50, INVALID = 87, SMALL = 122, NOT_FOUND = 1168, NO_BUFFER = 1784 };
enum { CALL_GET, CALL_SET, CALL_TABLE, CALLS };

struct tcprow { DWORD state, local, local_port, remote, remote_port; };
struct tcprow2 { struct tcprow row; DWORD pid, offload; };
struct tcprow_pid { struct tcprow row; DWORD pid; };
struct tcp6row {
	DWORD state;
	BYTE local[16];
	DWORD local_scope, local_port;
	BYTE remote[16];
	DWORD remote_scope, remote_port;
};
struct tcp6row2 {
	BYTE local[16];
	DWORD local_scope, local_port;
	BYTE remote[16];
	DWORD remote_scope, remote_port, state, pid, offload;
};
struct tcp6row_pid {
	BYTE local[16];
	DWORD local_scope, local_port;
	BYTE remote[16];
	DWORD remote_scope, remote_port, state, pid;
};

/* A connection as the library holds it: addresses of IPv4 in the first four bytes. */
struct held {
	DWORD family, state;
	BYTE local[16], remote[16];
	DWORD local_scope, local_port, remote_scope, remote_port, pid;
	BYTE parts[TYPES][PARTS][PART_BYTES];
};

static const DWORD sizes[TYPES][PARTS] = {
	{0, 12, 0}, {1, 0, 96}, {1, 4, 88}, {1, 0, 160}, {1, 0, 32},
	{1, 0, 72}, {1, 0, 16}, {8, 0, 40}, {1, 0, 16},
};

static struct held all[MANY];
static DWORD count;
static DWORD denied, growth, growths, lie;
static DWORD forced_code[CALLS], forced_times[CALLS], calls[CALLS];

/* ---- what the test programs ---- */

void standin_reset(void)
{
	memset(all, 0, sizeof(all));
	memset(forced_times, 0, sizeof(forced_times));
	memset(calls, 0, sizeof(calls));
	count = denied = growth = growths = lie = 0;
}

/* Adds the row of an OWNER_PID table. */
DWORD standin_add4(const struct tcprow_pid *r)
{
	struct held *h = &all[count];
	h->family = V4;
	h->state = r->row.state;
	memcpy(h->local, &r->row.local, 4);
	memcpy(h->remote, &r->row.remote, 4);
	h->local_port = r->row.local_port;
	h->remote_port = r->row.remote_port;
	h->pid = r->pid;
	return count++;
}

DWORD standin_add6(const struct tcp6row_pid *r)
{
	struct held *h = &all[count];
	h->family = V6;
	h->state = r->state;
	memcpy(h->local, r->local, 16);
	memcpy(h->remote, r->remote, 16);
	h->local_scope = r->local_scope;
	h->remote_scope = r->remote_scope;
	h->local_port = r->local_port;
	h->remote_port = r->remote_port;
	h->pid = r->pid;
	return count++;
}

/* The bytes of one part of one connection, to fill and to look at. */
void standin_store(DWORD index, DWORD type, DWORD part, const BYTE *from, DWORD bytes)
{
	memcpy(all[index].parts[type][part], from, bytes);
}

void standin_load(DWORD index, DWORD type, DWORD part, BYTE *to, DWORD bytes)
{
	memcpy(to, all[index].parts[type][part], bytes);
}

void standin_deny(DWORD yes) { denied = yes; }

/* Lets the next calls of a kind end with a code. */
void standin_force(DWORD call, DWORD code, DWORD times)
{
	forced_code[call] = code;
	forced_times[call] = times;
}

/* Has so many connections begin between any two of the next calls for a table. */
void standin_grow(DWORD rows, DWORD times)
{
	growth = rows;
	growths = times;
}

/* Says that a table has so many rows more than it has. */
void standin_lie(DWORD rows) { lie = rows; }

DWORD standin_calls(DWORD call) { return calls[call]; }

/* ---- the library ---- */

static int forced(DWORD call, DWORD *code)
{
	calls[call]++;
	if (!forced_times[call])
		return 0;
	forced_times[call]--;
	*code = forced_code[call];
	return 1;
}

static int same_port(DWORD a, DWORD b) { return (a & 0xffff) == (b & 0xffff); }

static struct held *find4(const struct tcprow *r)
{
	for (DWORD i = 0; i < count; i++) {
		struct held *h = &all[i];
		if (h->family == V4 && !memcmp(h->local, &r->local, 4) && !memcmp(h->remote, &r->remote, 4) &&
		    same_port(h->local_port, r->local_port) && same_port(h->remote_port, r->remote_port))
			return h;
	}
	return 0;
}

static struct held *find6(const struct tcp6row *r)
{
	for (DWORD i = 0; i < count; i++) {
		struct held *h = &all[i];
		if (h->family == V6 && !memcmp(h->local, r->local, 16) && !memcmp(h->remote, r->remote, 16) &&
		    h->local_scope == r->local_scope && h->remote_scope == r->remote_scope &&
		    same_port(h->local_port, r->local_port) && same_port(h->remote_port, r->remote_port))
			return h;
	}
	return 0;
}

static int is_on(struct held *h, DWORD type, DWORD byte)
{
	if (!sizes[type][RW])
		return 1;
	if (sizes[type][RW] == 1)
		return h->parts[type][RW][0];
	/* Bandwidth: out, in, out, in, then a byte each. */
	return h->parts[type][RW][(byte < 32 ? byte / 8 : byte) % 2 * 4];
}

static DWORD get(struct held *h, DWORD type, BYTE *to[PARTS], const DWORD version[PARTS],
		 const DWORD size[PARTS])
{
	if (type >= TYPES)
		return INVALID;
	for (int p = 0; p < PARTS; p++)
		if (version[p])
			return NOT_SUPPORTED;
	for (int p = 0; p < PARTS; p++)
		if (size[p] && !to[p])
			return NO_BUFFER;
	for (int p = 0; p < PARTS; p++)
		if (size[p] && size[p] != sizes[type][p])
			return SMALL;
	if (!h)
		return NOT_FOUND;
	for (int p = 0; p < PARTS; p++)
		for (DWORD i = 0; i < size[p]; i++)
			to[p][i] = p == RW || is_on(h, type, i) ? h->parts[type][p][i] : 0xa5;
	return 0;
}

static DWORD set(struct held *h, DWORD type, const BYTE *rw, DWORD version, DWORD size, DWORD offset)
{
	if (denied)
		return DENIED;
	if (version || offset)
		return NOT_SUPPORTED;
	if (!size)
		return 0;
	if (!rw)
		return NO_BUFFER;
	if (type >= TYPES || !sizes[type][RW])
		return INVALID;
	if (size != sizes[type][RW])
		return SMALL;
	if (!h)
		return NOT_FOUND;
	for (DWORD at = 0; at < size; at += 4) {
		int32_t value;
		if (size == 1) {
			h->parts[type][RW][0] = rw[0] != 0;
			break;
		}
		memcpy(&value, rw + at, 4);
		if (value != -1)
			memcpy(h->parts[type][RW] + at, &value, 4);
	}
	return 0;
}

#define GET_ARGUMENTS DWORD type, BYTE *rw, DWORD rwv, DWORD rws, BYTE *ros, DWORD rosv, DWORD ross, \
	BYTE *rod, DWORD rodv, DWORD rods
#define GET_BODY(found)                                  \
	BYTE *to[PARTS] = {rw, ros, rod};                \
	DWORD version[PARTS] = {rwv, rosv, rodv};        \
	DWORD size[PARTS] = {rws, ross, rods}, code;     \
	if (forced(CALL_GET, &code))                     \
		return code;                             \
	return row ? get(found, type, to, version, size) : INVALID

DWORD GetPerTcpConnectionEStats(const struct tcprow *row, GET_ARGUMENTS)
{
	GET_BODY(find4(row));
}

DWORD GetPerTcp6ConnectionEStats(const struct tcp6row *row, GET_ARGUMENTS)
{
	GET_BODY(find6(row));
}

DWORD SetPerTcpConnectionEStats(const struct tcprow *row, DWORD type, const BYTE *rw, DWORD version,
				DWORD size, DWORD offset)
{
	DWORD code;
	if (forced(CALL_SET, &code))
		return code;
	return row ? set(find4(row), type, rw, version, size, offset) : INVALID;
}

DWORD SetPerTcp6ConnectionEStats(const struct tcp6row *row, DWORD type, const BYTE *rw, DWORD version,
				 DWORD size, DWORD offset)
{
	DWORD code;
	if (forced(CALL_SET, &code))
		return code;
	return row ? set(find6(row), type, rw, version, size, offset) : INVALID;
}

static void grow(void)
{
	if (!growths)
		return;
	growths--;
	for (DWORD i = 0; i < growth; i++) {
		struct tcprow_pid r = {{5, 0x0100007f, count, 0x0100007f, 0x5000}, 1};
		standin_add4(&r);
	}
}

static DWORD v4(const struct held *h, BYTE *to, DWORD bytes)
{
	struct tcprow2 r = {{h->state, 0, h->local_port, 0, h->remote_port}, h->pid, 0};
	memcpy(&r.row.local, h->local, 4);
	memcpy(&r.row.remote, h->remote, 4);
	memcpy(to, &r, bytes);
	return bytes;
}

static DWORD v6(const struct held *h, BYTE *to, DWORD bytes)
{
	struct tcp6row plain = {.state = h->state, .local_scope = h->local_scope,
		.local_port = h->local_port, .remote_scope = h->remote_scope, .remote_port = h->remote_port};
	struct tcp6row2 owned = {.state = h->state, .local_scope = h->local_scope, .pid = h->pid,
		.local_port = h->local_port, .remote_scope = h->remote_scope, .remote_port = h->remote_port};
	memcpy(plain.local, h->local, 16);
	memcpy(plain.remote, h->remote, 16);
	memcpy(owned.local, h->local, 16);
	memcpy(owned.remote, h->remote, 16);
	memcpy(to, bytes == sizeof(plain) ? (void *)&plain : (void *)&owned, bytes);
	return bytes;
}

static DWORD table(DWORD family, DWORD row_bytes, BYTE *to, DWORD *size)
{
	DWORD code, rows = 0, at = 4;
	if (forced(CALL_TABLE, &code))
		return code;
	if (!size)
		return INVALID;
	for (DWORD i = 0; i < count; i++)
		rows += all[i].family == family;
	DWORD needed = 4 + rows * row_bytes;
	if (!to || *size < needed) {
		*size = needed;
		grow();
		return SMALL;
	}
	for (DWORD i = 0; i < count; i++)
		if (all[i].family == family)
			at += family == V4 ? v4(&all[i], to + at, row_bytes) : v6(&all[i], to + at, row_bytes);
	rows += lie;
	memcpy(to, &rows, 4);
	return 0;
}

DWORD GetTcpTable(BYTE *to, DWORD *size, DWORD order)
{
	(void)order;
	return table(V4, sizeof(struct tcprow), to, size);
}

DWORD GetTcp6Table(BYTE *to, DWORD *size, DWORD order)
{
	(void)order;
	return table(V6, sizeof(struct tcp6row), to, size);
}

DWORD GetTcpTable2(BYTE *to, DWORD *size, DWORD order)
{
	(void)order;
	return table(V4, sizeof(struct tcprow2), to, size);
}

DWORD GetTcp6Table2(BYTE *to, DWORD *size, DWORD order)
{
	(void)order;
	return table(V6, sizeof(struct tcp6row2), to, size);
}

DWORD GetExtendedTcpTable(BYTE *to, DWORD *size, DWORD order, DWORD family, DWORD class, DWORD reserved)
{
	(void)order;
	if (class != 5 || reserved)
		return NOT_SUPPORTED;
	return table(family, family == V4 ? sizeof(struct tcprow_pid) : sizeof(struct tcp6row_pid), to, size);
}
