using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed partial class ImageReferenceTests
{
    private const string Hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [TestCase("nginx", "docker.io", "library/nginx", "latest")]
    [TestCase("nginx:1.29", "docker.io", "library/nginx", "1.29")]
    [TestCase("istio/pilot:1.29.0", "docker.io", "istio/pilot", "1.29.0")]
    [TestCase("docker.io/nginx", "docker.io", "library/nginx", "latest")]
    [TestCase("docker.io/istio/pilot", "docker.io", "istio/pilot", "latest")]
    [TestCase("index.docker.io/nginx", "docker.io", "library/nginx", "latest")]
    [TestCase("docker.io", "docker.io", "library/docker.io", "latest")]
    [TestCase("localhost", "docker.io", "library/localhost", "latest")]
    [TestCase("localhost:5000", "docker.io", "library/localhost", "5000")]
    [TestCase("localhost/a", "localhost", "a", "latest")]
    [TestCase("localhost:5000/a/b/c:v_1", "localhost:5000", "a/b/c", "v_1")]
    [TestCase("FOO/a", "FOO", "a", "latest")]
    [TestCase("foo.com:443/a--b/c__d.e_f:A.b-c", "foo.com:443", "a--b/c__d.e_f", "A.b-c")]
    [TestCase("[2001:db8::1]/a", "[2001:db8::1]", "a", "latest")]
    [TestCase("[2001:db8::1]:5000/a:1", "[2001:db8::1]:5000", "a", "1")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/nginx:1", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "docker-hub/library/nginx", "1")]
    public void A_reference_is_read_as_Docker_reads_it(string text, string registry, string path, string tag)
    {
        Assert.That(ImageReference.TryParse(text, out var image, out var why), Is.True, why);
        Assert.That(image, Is.EqualTo(new ImageReference(new ImageRepository(registry, path), tag, null)));
    }

    [Test]
    public void A_digest_decides_and_a_tag_beside_it_stays()
    {
        Assert.That(ImageReference.TryParse($"nginx:1@sha256:{Hex}", out var both, out _), Is.True);
        Assert.That((both!.Tag, both.Wanted, both.ToString()), Is.EqualTo(("1", $"sha256:{Hex}", $"docker.io/library/nginx:1@sha256:{Hex}")));
        Assert.That(ImageReference.TryParse($"nginx@sha256:{Hex}", out var alone, out _), Is.True);
        Assert.That((alone!.Tag, alone.Wanted), Is.EqualTo(((string?)null, $"sha256:{Hex}")));
        Assert.That(both.At(both.Digest!.Value), Is.EqualTo(alone));
    }

    [TestCase(null, "names no repository")]
    [TestCase("", "names no repository")]
    [TestCase(":1", "names no repository")]
    [TestCase("localhost:5000/", "names no repository")]
    [TestCase("nginx:", "'' is no tag")]
    [TestCase("nginx:-1", "'-1' is no tag")]
    [TestCase("nginx:größe", "is no tag")]
    [TestCase("nginx:1 ", "is no tag")]
    [TestCase("nginx:1\n", "is no tag")]
    [TestCase("Nginx", "upper case")]
    [TestCase("docker.io/Nginx", "upper case")]
    [TestCase("/nginx", "no repository's name")]
    [TestCase("a//b", "no repository's name")]
    [TestCase("a/b/", "no repository's name")]
    [TestCase("a___b", "no repository's name")]
    [TestCase("a..b/c:1", "no registry's host")]
    [TestCase("-foo.com/a", "no registry's host")]
    [TestCase("foo.com:port/a", "no registry's host")]
    [TestCase("foo.com:99999999/a", "no registry's host")]
    [TestCase("[::::]/a", "no registry's host")]
    [TestCase(Hex + ".com/a", "no registry's host")]
    [TestCase("1." + Hex + ".com/a", "no registry's host")]
    [TestCase("user@foo.com/a", "is no digest")]
    [TestCase("nginx@sha256:abc", "is no digest")]
    [TestCase("nginx@sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "is no digest")]
    [TestCase("https://docker.io/nginx", "no registry's host")]
    [TestCase(Hex, "identifier")]
    [TestCase("../../etc/passwd", "no registry's host")]
    public void What_is_no_reference_is_refused_and_says_why(string? text, string words)
    {
        Assert.That(ImageReference.TryParse(text, out var image, out var why), Is.False);
        Assert.That(image, Is.Null);
        Assert.That(why, Does.Contain(words));
    }

    [Test]
    public void A_hostile_text_costs_neither_time_nor_a_screen()
    {
        Assert.That(ImageReference.TryParse(new string('a', 10_000_000), out _, out var why), Is.False);
        Assert.That(why, Is.EqualTo("it is longer than 1024 characters"));
        Assert.That(ImageReference.TryParse("nginx:\e[2J", out _, out why), Is.False);
        Assert.That(why, Does.Not.Contain("\e"));
    }

    [TestCase(255, true)]
    [TestCase(256, false)]
    public void The_length_of_a_path_is_bounded_and_not_that_of_its_registry(int length, bool valid)
    {
        var text = $"registry.example.com/{new string('a', length)}";
        Assert.That(ImageReference.TryParse(text, out _, out var why), Is.EqualTo(valid), why);
    }

    [FsCheck.NUnit.Property]
    public Property What_is_read_is_written_so_that_it_reads_the_same() => Prop.ForAll(References(), text =>
        !ImageReference.TryParse(text, out var image, out _) || (ImageReference.TryParse(image.ToString(), out var again, out _) && again == image));

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public Property A_text_is_a_reference_when_the_grammar_says_so() => Prop.ForAll(References(), text =>
        (ImageReference.TryParse(text, out _, out _) == InGrammar(text)).Label($"'{text}'"));

    // The grammar of github.com/distribution/reference as its documentation writes it, with the one rule of normalization that adds to it and what a host must be to be an address at all (labels of 63 characters, ports up to 65535), in one expression: another way than the parser's to the same answer.
    private static bool InGrammar(string text)
    {
        var first = text.Split('/')[0];
        var isDomain = text.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost" || first.Any(char.IsUpper));
        return Grammar().IsMatch(isDomain ? text : $"docker.io/{text}") && !Identifier().IsMatch(text);
    }

    // Texts near the border: pieces that are right, and now and then one that is not.
    private static Arbitrary<string> References()
    {
        var piece = Gen.Frequency(
            (8, Gen.Elements("a", "0", "nginx", "istio", "foo.com", "localhost", "index.docker.io", "docker.io", "latest", "1.29.0", "5000")),
            (4, Gen.Elements("/", ":", "/", "@sha256:" + Hex)),
            (2, Gen.Elements(".", "_", "__", "-", "--", "@", "A", "[::1]", ":80", Hex)),
            (1, Gen.Elements("___", "..", " ", "\n", "é", "@sha256:", "%2f")));
        // How long a name may be has its own test.
        return Arb.From(Gen.ListOf(piece).Where(pieces => pieces.Count < 12).Select(pieces => string.Concat(pieces)).Where(text => text.Length <= 255));
    }

    [GeneratedRegex(@"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(:([0-9]{1,4}|[0-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?/[a-z0-9]+(([_.]|__|-+)[a-z0-9]+)*(/[a-z0-9]+(([_.]|__|-+)[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?\z")]
    private static partial Regex Grammar();

    [GeneratedRegex(@"^[a-f0-9]{64}\z")]
    private static partial Regex Identifier();
}
