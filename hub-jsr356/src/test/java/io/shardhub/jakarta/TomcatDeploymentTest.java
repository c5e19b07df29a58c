package io.shardhub.jakarta;

class TomcatDeploymentTest extends DeploymentScenarios {

    @Override
    TestServer start(JakartaOptions options) throws Exception {
        return TestServer.tomcatDeployment(gateway, this::decide, options);
    }
}
