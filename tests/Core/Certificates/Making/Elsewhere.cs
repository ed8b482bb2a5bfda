namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>Sites whose root is kept elsewhere.</summary>
internal static class Elsewhere
{
    /// <summary>Where nothing has been asked for.</summary>
    public static CaSite Site()
    {
        var site = new CaSite();
        site.Options = site.Options with { ExternalRoot = true };
        // The root is made where its key stays; only its certificate comes here, later.
        Foreign.Root(site);
        Directory.Move(site.At("ca/root"), site.At("elsewhere"));
        Directory.Delete(site.At("ca"));
        return site;
    }

    /// <summary>Where everything asked for has been signed.</summary>
    public static async Task<CaSite> SignedAsync()
    {
        var site = Site();
        await site.RunAsync();
        Foreign.Sign(site, "a");
        Foreign.Sign(site, "b");
        site.Write("ca/root/root-cert.pem", File.ReadAllText(site.At("elsewhere/root-cert.pem")));
        return site;
    }
}
