using System.Text;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>PEM files as they are.</summary>
public sealed class PemTests
{
    private const string Block = "-----BEGIN X-----\nAAAA\n-----END X-----\n";

    [Test]
    public void Blocks_come_in_order_with_their_lines_and_text_between_them_does_not_count()
    {
        var file = Read("# root\n" + Block + "subject=O = Istio\n\n-----BEGIN Y-----\nAA==\n-----END Y-----");
        Assert.That(file.Blocks.Select(block => (block.Label, block.Line, block.Content.Length)), Is.EqualTo(new[] { ("X", 2, 3), ("Y", 7, 1) }));
        Assert.That((file.Damages.Count, file.FirstCarriageReturn, file.HasMark), Is.EqualTo((0, (int?)null, false)));
    }

    [Test]
    public void CRLF_is_read_and_its_first_line_known()
    {
        var file = Read("text\n" + Block.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.That((file.Blocks.Count, file.FirstCarriageReturn), Is.EqualTo((1, (int?)2)));
    }

    [Test]
    public void A_mark_hides_the_first_block_and_only_that()
    {
        var file = Read("\uFEFF" + Block + Block);
        Assert.That((file.HasMark, file.Blocks.Count, file.Blocks[0].Line), Is.EqualTo((true, 1, 4)));
    }

    [Test]
    public void Blanks_at_the_end_of_lines_are_no_damage() => Assert.That(Read("-----BEGIN X----- \t\nAA AA  \n-----END X-----   ").Blocks, Has.Count.EqualTo(1));

    [TestCase("-----BEGIN X-----\nAAAA\n", 1, "no END line")]
    [TestCase("\n-----BEGIN X-----\nAAA\n-----END X-----\n", 2, "no valid base64")]
    [TestCase("-----BEGIN X-----\nA$AA\n-----END X-----\n", 1, "no valid base64")]
    [TestCase("-----BEGIN X-----\nAAAA\n-----END Y-----\n", 1, "does not end before line 3")]
    [TestCase("-----BEGIN X-----\nAAAA\n" + Block, 1, "does not end before line 3")]
    [TestCase("", null, "it is empty")]
    [TestCase(" \r\n\t", null, "it is empty")]
    [TestCase("begin", null, "no PEM block")]
    public void Damage_is_placed(string text, int? line, string what)
    {
        var damage = Read(text).Damages.Single();
        Assert.That(damage.Line, Is.EqualTo(line));
        Assert.That(damage.What, Does.Contain(what));
    }

    [Test]
    public void UTF_16_is_called_so() => Assert.That(PemReader.Read("x", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Block)]).Damages.Single().What, Does.Contain("UTF-16"));

    [Test]
    public void An_old_encrypted_key_is_told_from_a_plain_one()
    {
        var file = Read("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        Assert.That(file.Blocks.Single().Label, Is.EqualTo("ENCRYPTED RSA PRIVATE KEY"));
        Assert.That(SigningKey.Read(file).Refusal, Is.EqualTo("failed to parse the RSA private key"));
    }

    private static PemFile Read(string text) => PemReader.Read("x", Encoding.UTF8.GetBytes(text));
}
