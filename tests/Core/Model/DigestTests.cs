using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed class DigestTests
{
    private const string Empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Test]
    public void The_digest_of_nothing_is_the_well_known_one()
    {
        Assert.That(Digest.Of([]).ToString(), Is.EqualTo(Empty));
        Assert.That(Digest.Of([]).Short, Is.EqualTo("e3b0c44298fc"));
        Assert.That(Digest.Of([]).Algorithm, Is.EqualTo("sha256"));
    }

    [FsCheck.NUnit.Property]
    public Property A_digest_is_read_as_it_is_written() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), content => Digest.TryParse(Digest.Of(content).ToString(), out var read) && read == Digest.Of(content) && read.Matches(content));

    [FsCheck.NUnit.Property]
    public Property Another_content_has_another_digest() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), content => !Digest.Of(content).Matches([.. content, 0]));

    [Test]
    public void Sha512_is_a_digest_too()
    {
        var content = "mesh"u8.ToArray();
        var digest = Digest.OfHash(HashAlgorithmName.SHA512, SHA512.HashData(content));
        Assert.That(Digest.TryParse(digest.ToString(), out var read), Is.True);
        Assert.That((read.Algorithm, read.Matches(content), read.Matches("other"u8)), Is.EqualTo(("sha512", true, false)));
        using var hash = read.StartHash();
        hash.AppendData(content);
        Assert.That(Digest.OfHash(HashAlgorithmName.SHA512, hash.GetHashAndReset()), Is.EqualTo(digest));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("sha256")]
    [TestCase("sha256:")]
    [TestCase("sha256:e3b0")]
    [TestCase(Empty + "0")]
    [TestCase(Empty + "\n")]
    [TestCase("SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [TestCase("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("md5:d41d8cd98f00b204e9800998ecf8427e")]
    public void What_is_no_digest_is_refused_and_nothing_of_it_is_kept(string? text)
    {
        Assert.That(Digest.TryParse(text, out var digest), Is.False);
        Assert.That(digest, Is.EqualTo(default(Digest)));
    }

    [Test]
    public void No_digest_is_that_of_no_content()
    {
        Assert.That(default(Digest).Matches([]), Is.False);
        Assert.That((default(Digest).ToString(), default(Digest).Short, default(Digest).Algorithm), Is.EqualTo(("", "", "")));
        Assert.That(() => Digest.OfHash(HashAlgorithmName.SHA1, new byte[20]), Throws.ArgumentException);
        Assert.That(() => Digest.OfHash(HashAlgorithmName.SHA256, new byte[20]), Throws.ArgumentException);
    }
}
