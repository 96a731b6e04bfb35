#include "client/report/layout.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace grpc_perf_msgr {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(GridTest, FirstColumnStandsLeftAndTheOthersRight) {
  EXPECT_EQ(Grid({{"Title", "a", "long"}, {"  row", "1.25", "2"}}),
            "Title              a  long\n"
            "  row           1.25     2\n");
}

TEST(GridTest, LongLabelMovesTheFigures) {
  EXPECT_EQ(Grid({{"a label of twenty two", "1"}, {"b", "2"}}),
            "a label of twenty two  1\n"
            "b                      2\n");
}

TEST(ParagraphTest, BreaksBeforeThePieceThatWouldMakeALineTooLong) {
  const std::string piece(45, 'x');
  // 8 + 45 + 1 + 45 = 99.
  EXPECT_EQ(
      Paragraph("label:  ", {piece, piece, piece}),
      "label:  " + piece + " " + piece + "\n" + "        " + piece + "\n");
}

TEST(ParagraphTest, FillsALineToItsLastColumn) {
  const std::string most(kLineWidth - 2, 'x');
  EXPECT_EQ(Paragraph("", {"a", most}), "a " + most + "\n");
  EXPECT_EQ(Paragraph("", {"ab", most}), "ab\n" + most + "\n");
}

TEST(ParagraphTest, NeverBreaksAPiece) {
  const std::string piece(2 * kLineWidth, 'x');
  EXPECT_EQ(Paragraph("l ", {piece, "b"}), "l " + piece + "\n  b\n");
}

TEST(WordsTest, AreWhatWhiteSpaceSeparates) {
  EXPECT_THAT(Words(" one\ntwo \t three\r\n"),
              ElementsAre("one", "two", "three"));
  EXPECT_THAT(Words(" \n"), IsEmpty());
}

TEST(ListingTest, SeparatesPartsWhereFiguresBegin) {
  EXPECT_EQ(Listing("Label", ";", {"a part", "another", "last"}),
            "Label           a part; another; last\n");
}

}  // namespace
}  // namespace grpc_perf_msgr
