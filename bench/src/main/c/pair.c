/* SPDX-License-Identifier: Apache-2.0 */
#include "floor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

struct pair pair = {.client = -1, .server = -1};

static void at_once(int fd)
{
	int one = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		fail("set TCP_NODELAY");
}

static uint16_t port_of(int fd)
{
	struct sockaddr_in address;
	socklen_t bytes = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &bytes))
		fail("ask for a port");
	return ntohs(address.sin_port);
}

void new_pair(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (pair.client >= 0) {
		close(pair.client);
		close(pair.server);
	}
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 1))
		fail("listen");
	address.sin_port = htons(port_of(listener));
	pair.client = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(pair.client, (struct sockaddr *)&address, sizeof(address)))
		fail("connect");
	pair.server = accept(listener, NULL, NULL);
	if (pair.server < 0)
		fail("accept");
	close(listener);
	at_once(pair.client);
	at_once(pair.server);
	pair.client_port = port_of(pair.client);
	pair.server_port = port_of(pair.server);
}
