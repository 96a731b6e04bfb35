#include "common/cpu_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CpuList Parse(const std::string& text) {
  CpuList list;
  std::string error;
  EXPECT_TRUE(AbslParseFlag(text, &list, &error)) << error;
  return list;
}

std::string ErrorOf(const std::string& text) {
  CpuList list{{7}};
  std::string error;
  EXPECT_FALSE(AbslParseFlag(text, &list, &error)) << text;
  EXPECT_THAT(list.cpus, ElementsAre(7)) << text;
  return error;
}

// Pinning holds for a thread's life: each test uses a thread of its own.
void OnNewThread(const std::function<void()>& body) {
  std::thread thread(body);
  thread.join();
}

std::vector<uint32_t> CpusOfThisThread() {
  cpu_set_t set;
  EXPECT_EQ(sched_getaffinity(0, sizeof(set), &set), 0);
  std::vector<uint32_t> cpus;
  for (uint32_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

TEST(CpuList, NumbersAndRangesKeepTheirOrder) {
  EXPECT_THAT(Parse("").cpus, IsEmpty());
  EXPECT_THAT(Parse("0").cpus, ElementsAre(0));
  EXPECT_THAT(Parse("0,2-3").cpus, ElementsAre(0, 2, 3));
  EXPECT_THAT(Parse("8-10,1,5-5").cpus, ElementsAre(8, 9, 10, 1, 5));
  EXPECT_THAT(Parse("4095").cpus, ElementsAre(4095));
  EXPECT_THAT(Parse("0-4095").cpus, SizeIs(4096));
}

TEST(CpuList, WhatIsNoNumberInRangeIsNamed) {
  struct Case {
    const char* text;
    const char* named;
  };
  for (const Case& c :
       {Case{"4096", "4096"}, Case{"0-4096", "4096"}, Case{"x", "x"},
        Case{"1,", ""}, Case{",1", ""}, Case{"1,,2", ""}, Case{"-1", ""},
        Case{"1-", ""}, Case{"1-2-3", "2-3"}, Case{" 1", " 1"},
        Case{"+1", "+1"}, Case{"1 ", "1 "}, Case{"0-6:2", "6:2"},
        Case{"1.5", "1.5"}, Case{"99999999999", "99999999999"}}) {
    EXPECT_EQ(ErrorOf(c.text),
              absl::StrCat("CPU must be 0..4095, got \"", c.named, "\""));
  }
}

TEST(CpuList, ABackwardRangeIsRefused) {
  EXPECT_EQ(ErrorOf("0,3-2"), "CPU range must ascend, got \"3-2\"");
}

TEST(CpuList, ACpuNamedTwiceIsRefused) {
  EXPECT_EQ(ErrorOf("1,1"), "CPUs must be named once, got 1 twice in \"1,1\"");
  EXPECT_EQ(ErrorOf("0-3,2"),
            "CPUs must be named once, got 2 twice in \"0-3,2\"");
}

TEST(CpuList, IsReadBackAsItIsWritten) {
  for (const char* text : {"", "0", "0-1", "0,2-3", "8-10,1,5", "3,2,1,0"}) {
    EXPECT_EQ(AbslUnparseFlag(Parse(text)), text);
  }
}

TEST(FormatCpuRanges, WritesAsTheKernelDoes) {
  EXPECT_EQ(FormatCpuRanges({}), "");
  EXPECT_EQ(FormatCpuRanges({4}), "4");
  EXPECT_EQ(FormatCpuRanges({0, 1}), "0-1");
  EXPECT_EQ(FormatCpuRanges({0, 1, 2, 3, 8}), "0-3,8");
  EXPECT_EQ(FormatCpuRanges({1, 3, 5}), "1,3,5");
}

TEST(AllowedCpus, AreThoseOfTheMainThreadEvenWhenAskedFromAPinnedOne) {
  const std::vector<uint32_t> allowed = CpusOfThisThread();
  EXPECT_EQ(AllowedCpus().cpus, allowed);
  OnNewThread([&] {
    ASSERT_TRUE(PinToOne(CpuList{{allowed.front()}}, 0).ok());
    EXPECT_EQ(AllowedCpus().cpus, allowed);
  });
}

TEST(CheckAllowed, AcceptsNoneAndAllThatAreAllowed) {
  EXPECT_TRUE(CheckAllowed(CpuList{}).ok());
  EXPECT_TRUE(CheckAllowed(AllowedCpus()).ok());
}

TEST(CheckAllowed, NamesTheCpuThatIsNotAndThoseThatAre) {
  const CpuList allowed = AllowedCpus();
  CpuList list = allowed;
  list.cpus.push_back(4095);
  const absl::Status status = CheckAllowed(list);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::string message(status.message());
  EXPECT_THAT(message,
              HasSubstr(absl::StrCat("(", FormatCpuRanges(allowed.cpus), ")")));
  EXPECT_THAT(message,
              HasSubstr(absl::StrCat("\"", AbslUnparseFlag(list), "\"")));
  EXPECT_THAT(message, HasSubstr("CPU 4095 is not"));
}

TEST(PinToAll, RestrictsTheThreadAndThoseItStarts) {
  const CpuList last{{AllowedCpus().cpus.back()}};
  OnNewThread([&] {
    ASSERT_TRUE(PinToAll(last).ok());
    EXPECT_EQ(CpusOfThisThread(), last.cpus);
    OnNewThread([&] { EXPECT_EQ(CpusOfThisThread(), last.cpus); });
  });
}

TEST(PinToAll, TakesAllCpusOfTheList) {
  const CpuList allowed = AllowedCpus();
  OnNewThread([&] {
    ASSERT_TRUE(PinToOne(allowed, 0).ok());
    ASSERT_TRUE(PinToAll(allowed).ok());
    EXPECT_EQ(CpusOfThisThread(), allowed.cpus);
  });
}

TEST(PinToOne, CountsRoundAndRound) {
  const CpuList allowed = AllowedCpus();
  OnNewThread([&] {
    for (size_t i = 0; i < 2 * allowed.cpus.size(); ++i) {
      ASSERT_TRUE(PinToOne(allowed, i).ok());
      EXPECT_THAT(CpusOfThisThread(),
                  ElementsAre(allowed.cpus[i % allowed.cpus.size()]));
    }
  });
}

TEST(Pinning, ToAnEmptyListDoesNothing) {
  OnNewThread([] {
    const std::vector<uint32_t> before = CpusOfThisThread();
    EXPECT_TRUE(PinToAll(CpuList{}).ok());
    EXPECT_TRUE(PinToOne(CpuList{}, 3).ok());
    EXPECT_EQ(CpusOfThisThread(), before);
  });
}

TEST(Pinning, ToACpuThatIsNotThereFailsAndNamesIt) {
  OnNewThread([] {
    const CpuList list{{4095}};
    EXPECT_THAT(std::string(PinToOne(list, 0).message()),
                HasSubstr("cannot pin a thread to CPU 4095"));
    EXPECT_THAT(std::string(PinToAll(list).message()),
                HasSubstr("cannot pin a thread to CPU 4095"));
  });
}

}  // namespace
}  // namespace grpc_perf_msgr
