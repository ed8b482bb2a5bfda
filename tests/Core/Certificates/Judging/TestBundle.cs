using System.Text;
using Mesh.Core.Certificates;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>The files of a CA made for a test.</summary>
internal sealed class TestBundle
{
    public TestAuthority Root { get; set; } = TestAuthority.Make("Root CA");

    public TestAuthority Signing { get; set; } = null!;

    public CaLayout Layout { get; set; } = CaLayout.Istio;

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>A root and an intermediate, both right, unless the plans say otherwise.</summary>
    public static TestBundle Make(Action<TestAuthority.Plan>? root = null, Action<TestAuthority.Plan>? signing = null)
    {
        var bundle = new TestBundle { Root = TestAuthority.Make("Root CA", null, root) };
        bundle.Signing = TestAuthority.Make("Intermediate CA", bundle.Root, signing);
        return bundle.With("ca-cert.pem", bundle.Signing.Pem).With("ca-key.pem", bundle.Signing.KeyPem)
            .With("cert-chain.pem", bundle.Signing.Pem + bundle.Root.Pem).With("root-cert.pem", bundle.Root.Pem);
    }

    public TestBundle With(string file, string content) => With(file, Encoding.UTF8.GetBytes(content));

    public TestBundle With(string file, byte[] content)
    {
        Files[file] = content;
        return this;
    }

    public TestBundle Without(string file)
    {
        Files.Remove(file);
        return this;
    }

    public CaBundle Bundle => new("ca/locust-eks", Layout, Files.ToDictionary(file => file.Key, file => (ReadOnlyMemory<byte>)file.Value));

    public CaReport Examine(int warnDays = 30) => CaExamination.Of(Bundle, TestAuthority.Now, TimeSpan.FromDays(warnDays));
}
