#include "common/warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test/common/warning_testing.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using v1::Warning;

Warnings Added(std::initializer_list<Warning> added) {
  Warnings warnings;
  for (const Warning& warning : added) AddWarning(warning, warnings);
  return warnings;
}

TEST(Warnings, KeepTheirOrder) {
  EXPECT_THAT(Added({MakeWarning(Warning::NO_SUMMARY, Warning::NEITHER, "b"),
                     MakeWarning(Warning::ONE_CPU, Warning::CLIENT, "a")}),
              ElementsAre(Warns(Warning::NO_SUMMARY, "b"),
                          Warns(Warning::ONE_CPU, "client: a")));
}

TEST(Warnings, AreAddedOnce) {
  const Warning one = MakeWarning(Warning::ONE_CPU, Warning::CLIENT, "a");
  EXPECT_THAT(Added({one, one}),
              ElementsAre(Warns(Warning::ONE_CPU, "client: a")));
}

TEST(Warnings, OfOneEndAndTheOtherBecomeOneOfBoth) {
  const Warning client = MakeWarning(Warning::ONE_CPU, Warning::CLIENT, "a");
  const Warning server = MakeWarning(Warning::ONE_CPU, Warning::SERVER, "a");
  const Warning both = MakeWarning(Warning::ONE_CPU, Warning::BOTH, "a");
  for (const Warnings& warnings :
       {Added({client, server}), Added({server, client}), Added({both, client}),
        Added({server, both}), Added({client, server, client})}) {
    EXPECT_THAT(warnings,
                ElementsAre(Warns(Warning::ONE_CPU, "client and server: a")));
  }
}

TEST(Warnings, ThatDifferAreKeptApart) {
  EXPECT_THAT(
      Added({MakeWarning(Warning::ASSERTIONS, Warning::CLIENT, "a 1"),
             MakeWarning(Warning::ASSERTIONS, Warning::SERVER, "a 2"),
             MakeWarning(Warning::OTHER, Warning::SERVER, "a 2"),
             MakeWarning(Warning::ASSERTIONS, Warning::NEITHER, "a 2")}),
      ElementsAre(Warns(Warning::ASSERTIONS, "client: a 1"),
                  Warns(Warning::ASSERTIONS, "server: a 2"),
                  Warns(Warning::OTHER, "server: a 2"),
                  Warns(Warning::ASSERTIONS, "a 2")));
}

TEST(Warnings, AreFoundByTheirKind) {
  const Warnings warnings =
      Added({MakeWarning(Warning::NO_CONTROL, Warning::SERVER, "a")});
  EXPECT_TRUE(HasWarning(Warning::NO_CONTROL, warnings));
  EXPECT_FALSE(HasWarning(Warning::OTHER, warnings));
}

}  // namespace
}  // namespace grpc_perf_msgr
