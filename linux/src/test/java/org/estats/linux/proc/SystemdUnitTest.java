package org.estats.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemdUnitTest {

  @Test
  void versionTwoHasOneLine() {
    assertThat(SystemdUnit.in("0::/system.slice/nginx.service\n")).contains("nginx.service");
  }

  @Test
  void versionOneIsSystemdsOwnHierarchy() {
    assertThat(
            SystemdUnit.in(
                """
                12:cpu,cpuacct:/system.slice/wrong.service
                1:name=systemd:/system.slice/ssh.service
                """))
        .contains("ssh.service");
    assertThat(SystemdUnit.in("4:memory:/system.slice/only.service\n")).contains("only.service");
  }

  @Test
  void theInnermostServiceCounts() {
    assertThat(
            SystemdUnit.in(
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service\n"))
        .contains("syncthing.service");
    assertThat(SystemdUnit.in("0::/system.slice/a.service/payload/worker\n")).contains("a.service");
  }

  @Test
  void aUsersSystemdTellsNothing() {
    assertThat(SystemdUnit.in("0::/user.slice/user-1000.slice/user@1000.service/app-x.scope\n"))
        .isEmpty();
  }

  @Test
  void scopesAndContainersAreNoServices() {
    assertThat(SystemdUnit.in("0::/\n")).isEmpty();
    assertThat(SystemdUnit.in("0::/system.slice/docker-0123abcd.scope\n")).isEmpty();
    assertThat(SystemdUnit.in("")).isEmpty();
    assertThat(SystemdUnit.in("nonsense\n")).isEmpty();
  }

  @Test
  void templatesAndEscapesAreKeptReadable() {
    assertThat(SystemdUnit.in("0::/system.slice/system-getty.slice/getty@tty1.service\n"))
        .contains("getty@tty1.service");
    assertThat(SystemdUnit.in("0::/system.slice/my\\x2dapp\\x.service\n"))
        .contains("my-app\\x.service");
  }
}
