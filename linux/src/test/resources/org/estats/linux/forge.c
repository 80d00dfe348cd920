/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sends one segment without payload between two ports of 127.0.0.1, with whatever options.
 *
 *   forge FROM-PORT TO-PORT SEQ ACK OPTIONS   numbers decimal, options as hexadecimal digits
 */
#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 40

struct pseudo {
	uint32_t from, to;
	uint8_t zero, protocol;
	uint16_t length;
};

struct packet {
	struct pseudo pseudo;
	struct tcphdr tcp;
	uint8_t options[OPTIONS_MAX];
};

static uint16_t checksum(const void *data, int bytes)
{
	const uint16_t *words = data;
	uint32_t sum = 0;

	for (int i = 0; i < bytes / 2; i++)
		sum += words[i];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

int main(int count, char **words)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct packet p = { 0 };
	int options, length, fd;

	if (count != 6)
		return 2;
	options = strlen(words[5]) / 2;
	if (options > OPTIONS_MAX || options % 4)
		return 2;
	for (int i = 0; i < options; i++)
		sscanf(words[5] + 2 * i, "%2hhx", &p.options[i]);
	length = sizeof(p.tcp) + options;
	p.pseudo.from = p.pseudo.to = htonl(INADDR_LOOPBACK);
	p.pseudo.protocol = IPPROTO_TCP;
	p.pseudo.length = htons(length);
	p.tcp.source = htons(atoi(words[1]));
	p.tcp.dest = htons(atoi(words[2]));
	p.tcp.seq = htonl(strtoul(words[3], NULL, 10));
	p.tcp.ack_seq = htonl(strtoul(words[4], NULL, 10));
	p.tcp.doff = length / 4;
	p.tcp.ack = 1;
	p.tcp.window = htons(1000);
	p.tcp.check = checksum(&p, sizeof(p.pseudo) + length);
	fd = socket(AF_INET, SOCK_RAW, IPPROTO_TCP);
	if (fd < 0 || sendto(fd, &p.tcp, length, 0, (struct sockaddr *)&to, sizeof(to)) != length) {
		perror("forge");
		return 1;
	}
	return 0;
}
