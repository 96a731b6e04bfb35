#include "common/container.h"

#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

TEST(ContainerTest, EnginesAreToldByWhatTheyMount) {
  EXPECT_EQ(ContainerEngine(
                "611 521 0:52 / / rw,relatime - overlay overlay rw\n"
                "640 611 254:1 /var/lib/docker/containers/4f2d6c/resolv.conf "
                "/etc/resolv.conf rw,relatime - ext4 /dev/vda1 rw\n"
                "641 611 254:1 /var/lib/docker/containers/4f2d6c/hostname "
                "/etc/hostname rw,relatime - ext4 /dev/vda1 rw\n"),
            "docker");
  EXPECT_EQ(
      ContainerEngine(
          "700 600 0:40 /containers/overlay-containers/4f2d/userdata/hosts "
          "/etc/hosts rw - tmpfs tmpfs rw\n"),
      "podman");
  EXPECT_EQ(
      ContainerEngine("700 600 254:1 /var/lib/kubelet/pods/4f2d-aa/etc-hosts "
                      "/etc/hosts rw - ext4 /dev/vda1 rw\n"),
      "kubernetes");
}

TEST(ContainerTest, AMachineIsNoContainer) {
  EXPECT_EQ(ContainerEngine(""), "");
  EXPECT_EQ(ContainerEngine("22 1 254:1 / / rw,relatime - ext4 /dev/root rw\n"
                            "90 22 254:1 /var/lib/docker/containers/x/shm "
                            "/mnt/x rw - ext4 /dev/root rw\n"
                            "short line\n"),
            "");
  EXPECT_EQ(ContainerEngine("91 22 254:1 /home/me/hosts /etc/hosts rw - ext4 "
                            "/dev/root rw\n"),
            "");
}

}  // namespace
}  // namespace grpc_perf_msgr
