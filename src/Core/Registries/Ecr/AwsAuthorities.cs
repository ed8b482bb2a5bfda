using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;

namespace Mesh.Core.Registries.Ecr;

/// <summary>Whom to trust when AWS is called: AWS_CA_BUNDLE replaces what this machine trusts, as it does for the AWS command line.</summary>
internal static class AwsAuthorities
{
    /// <summary>The policy for a bundle; null, which is the machine's own, where none is named.</summary>
    /// <param name="path">The PEM file; null or blank for none.</param>
    /// <exception cref="MeshException">66 when the file is not there, 74 when it cannot be read, 65 when it holds no certificate.</exception>
    public static X509ChainPolicy? Read(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MeshException(ExitCode.NoInput, $"AWS_CA_BUNDLE names {path}, which is not there", "Correct AWS_CA_BUNDLE, or remove it", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"AWS_CA_BUNDLE names {path}, which cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
        catch (CryptographicException)
        {
            policy.CustomTrustStore.Clear();
        }

        return policy.CustomTrustStore.Count > 0 ? policy : throw new MeshException(ExitCode.MalformedInput, $"AWS_CA_BUNDLE names {path}, which holds no certificates in PEM", "Name a file of certificates that begin with -----BEGIN CERTIFICATE-----");
    }
}
