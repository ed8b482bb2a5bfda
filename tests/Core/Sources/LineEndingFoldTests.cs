using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Sources;

namespace Mesh.Core.Tests.Sources;

public sealed class LineEndingFoldTests
{
    // Bytes that matter, and one that does not.
    private static readonly Arbitrary<byte[]> Texts = Gen.Elements((byte)'\r', (byte)'\n', (byte)'x', (byte)0xEF, (byte)'#').ArrayOf().ToArbitrary();

    [FsCheck.NUnit.Property]
    public Property Twice_is_once() => Prop.ForAll(Texts, text => Fold(Fold(text).Bytes).Bytes.AsSpan().SequenceEqual(Fold(text).Bytes));

    [FsCheck.NUnit.Property]
    public Property No_CRLF_is_left() => Prop.ForAll(Texts, text => Fold(text).Bytes.AsSpan().IndexOf("\r\n"u8) < 0);

    [FsCheck.NUnit.Property]
    public Property Only_carriage_returns_before_a_line_feed_are_taken() => Prop.ForAll(Texts, text => Fold(text).Bytes.AsSpan().SequenceEqual(Plainly(text)));

    [FsCheck.NUnit.Property]
    public Property Chunks_of_any_size_make_no_difference() => Prop.ForAll(Texts, Gen.Choose(1, 7).ToArbitrary(), (text, size) =>
    {
        var (whole, parts) = (Fold(text), Fold(text, size));
        return parts.Bytes.AsSpan().SequenceEqual(whole.Bytes) && Figures(parts.Fold) == Figures(whole.Fold);
    });

    [FsCheck.NUnit.Property]
    public Property The_counts_add_up() => Prop.ForAll(Texts, text =>
    {
        var (bytes, fold) = Fold(text);
        return fold.Removed == text.Length - bytes.Length && fold.LoneCarriageReturns == bytes.Count(value => value == '\r')
            && fold.LineFeeds == text.Count(value => value == '\n') && fold.CrLf == text.Zip(text.Skip(1)).Count(pair => pair is ((byte)'\r', (byte)'\n'));
    });

    [TestCase("a\nb\r\nc\rd\r\n", 2, 3)]
    [TestCase("a\r\r\n\r", 1, 2)]
    [TestCase("\n\n\r", 0, 3)]
    [TestCase("a\n", 0, 0)]
    public void The_first_line_of_each_kind_is_known(string text, int crLf, int lone)
    {
        foreach (var size in new[] { 1, 2, 3, 100 })
        {
            var fold = Fold(System.Text.Encoding.ASCII.GetBytes(text), size).Fold;
            Assert.That((fold.FirstCrLfLine, fold.FirstLoneLine), Is.EqualTo(((long)crLf, (long)lone)));
        }
    }

    private static (long, long, long, long, long, long) Figures(LineEndingFold fold) =>
        (fold.CrLf, fold.LineFeeds, fold.LoneCarriageReturns, fold.Removed, fold.FirstCrLfLine, fold.FirstLoneLine);

    private static (byte[] Bytes, LineEndingFold Fold) Fold(byte[] text, int size = int.MaxValue)
    {
        var fold = new LineEndingFold();
        var kept = new List<byte>();
        foreach (var part in size == int.MaxValue ? [text] : text.Chunk(size))
        {
            var chunk = part.ToArray();
            var length = fold.Fold(chunk, out var before);
            kept.AddRange(Enumerable.Repeat((byte)'\r', (int)before));
            kept.AddRange(chunk[..length]);
        }

        kept.AddRange(Enumerable.Repeat((byte)'\r', (int)fold.End()));
        return ([.. kept], fold);
    }

    // The same rule said in the plainest way, byte by byte from the end.
    private static ReadOnlySpan<byte> Plainly(byte[] text)
    {
        var kept = new List<byte>();
        var beforeLineFeed = false;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            beforeLineFeed = text[i] == '\n' || (beforeLineFeed && text[i] == '\r');
            if (!beforeLineFeed || text[i] == '\n')
            {
                kept.Insert(0, text[i]);
            }
        }

        return kept.ToArray();
    }
}
